# Writes which instances are healthy, and has Nginx read it. tools/cluster fills in ${...}.
consul {
  address = "${CONSUL}"
  retry {
    attempts    = 0 # for ever
    backoff     = "250ms"
    max_backoff = "2s"
  }
}

log_level = "warn"
# Without a word it hears SIGINT only.
kill_signal = "SIGTERM"

template {
  source      = "${TEMPLATE}"
  destination = "${NGINX_FOLDER}/upstreams.conf"
  # Changes that come together are one reload: each leaves a worker behind for its sockets. While Consul is away the last file stays.
  wait {
    min = "200ms"
    max = "1s"
  }
  # Looked at first: a broken file must not end the running configuration.
  exec {
    command = ["sh", "-c", "test ! -s ${NGINX_FOLDER}/nginx.pid || { ${NGINX} -t -q && ${NGINX} -s reload; }"]
    timeout = "10s"
  }
}

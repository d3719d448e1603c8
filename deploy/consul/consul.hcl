# One server, for one machine. tools/cluster fills in ${...}.
server           = true
bootstrap_expect = 1
node_name        = "maru"
bind_addr        = "127.0.0.1"
client_addr      = "127.0.0.1"

ports {
  http     = ${PORT}
  server   = ${SERVER_PORT}
  serf_lan = ${SERF_PORT}
  serf_wan = -1
  dns      = -1
  grpc     = -1
  grpc_tls = -1
}

connect {
  enabled = false
}

performance {
  raft_multiplier = 1
}

disable_update_check = true
log_level            = "warn"

#!/bin/bash
# Fills in ../../shardingsphere/*.yaml from the environment, and becomes the proxy. The image's own script would put a Java machine of 2 GB
# into the background, where nobody sees its end, and where SIGTERM does not reach it.
set -euo pipefail

OPTIONS='useSSL=false&characterEncoding=UTF-8&cachePrepStmts=true&prepStmtCacheSize=1000&prepStmtCacheSqlLimit=8192'
OPTIONS+='&useLocalSessionState=true&rewriteBatchedStatements=true&connectTimeout=2000&socketTimeout=30000&tcpKeepAlive=true&serverTimezone=UTC'
FAILOVER='failOverReadOnly=true&secondsBeforeRetryMaster=5&queriesBeforeRetryMaster=1000'

conf=/tmp/conf
mkdir -p "$conf"
for file in server.yaml config-sharding.yaml logback.xml; do
  while IFS= read -r line; do
    for name in USER PASSWORD OPTIONS FAILOVER PRIMARY_0 REPLICA_0 PRIMARY_1 REPLICA_1; do
      line=${line//"\${$name}"/"${!name}"}
    done
    printf '%s\n' "$line"
  done < "/templates/$file" > "$conf/$file"
done

cd /opt/shardingsphere-proxy
if ! compgen -G 'lib/mysql-connector-*.jar' > /dev/null && ! compgen -G 'ext-lib/mysql-connector-*.jar' > /dev/null; then
  echo 'There is no MySQL driver, and this image may not bring one. Fetch it once, as deploy/docker/README.md says (EXT_LIB).' >&2
  exit 1
fi
exec java -Xms192m -Xmx384m -Xss512k -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:+ExitOnOutOfMemoryError \
  -Djava.net.preferIPv4Stack=true -Dio.netty.leakDetection.level=disabled \
  -cp "$conf:lib/*:ext-lib/*" org.apache.shardingsphere.proxy.Bootstrap 3307 "$conf"

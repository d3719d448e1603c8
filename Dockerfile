# Maru in an image: built from the whole workspace, run with what its processes need and nothing else.
# From here: docker build -t maru .
#   --target service   any process of the cluster; the first argument says which: auth, connection, channel, message, push-mock, gateway
#   --target embedded  (the last one) all of it in one process, on SQLite in /data

FROM node:24-bookworm-slim AS manifests
WORKDIR /maru
COPY . .
# Who installs depends on nothing but these: a changed source installs nothing again.
RUN find . -type f ! -name package.json ! -name package-lock.json ! -name .npmrc -delete && find . -type d -empty -delete

FROM node:24-bookworm-slim AS build
WORKDIR /maru
COPY --from=manifests /maru ./
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts --no-audit --no-fund
COPY . .
# What is run, and no more. Types were checked before anybody makes an image.
RUN node_modules/@typescript/native/bin/tsc -b --noCheck apps/auth apps/connection apps/channel apps/message apps/push-mock apps/gateway apps/maru \
 && cd apps/web && ../../node_modules/.bin/vite build --logLevel warn

FROM node:24-bookworm-slim AS packages
WORKDIR /maru
COPY --from=manifests /maru ./
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
      -w apps/auth -w apps/connection -w apps/channel -w apps/message -w apps/push-mock -w apps/gateway -w apps/maru
# What was compiled, and the lists that it reads. Neither sources, notes of the compiler, types nor tests are run.
COPY --from=build /maru/apps ./built/apps
COPY --from=build /maru/libs ./built/libs
RUN cd built && find . -name node_modules -prune -o -type f \( -path './apps/*/dist/*' -o -path './libs/*' \) \
      ! -path '*/src/*' ! -name '*.d.ts' ! -name '*.d.ts.map' ! -name '*.tsbuildinfo' ! -name '*.spec.js*' ! -name 'tsconfig.json' -print0 \
    | tar --create --null --files-from=- | tar --extract --directory .. \
 && rm -rf /maru/built

FROM node:24-bookworm-slim AS service
ENV NODE_ENV=production \
    NODE_OPTIONS="--disable-warning=TimeoutNegativeWarning"
WORKDIR /maru
COPY --from=packages /maru ./
COPY deploy/docker/start.mjs deploy/docker/upstreams.mjs deploy/docker/healthy.sh ./deploy/docker/
# A new volume that is mounted here belongs to whom the folder belongs to.
RUN install -d -o node -g node /upstreams
USER node
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=3 CMD ["bash", "/maru/deploy/docker/healthy.sh"]
ENTRYPOINT ["node", "/maru/deploy/docker/start.mjs"]

FROM service AS embedded
USER root
RUN install -d -o node -g node -m 0700 /data
USER node
ENV MARU_DATA=/data
VOLUME /data
CMD ["maru"]

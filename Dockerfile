# One image for all processes of Relais; the targets differ in what they start. Nothing is compiled or fetched at run time.
FROM node:24-bookworm-slim AS base
WORKDIR /app
# Install scripts stay off (.npmrc), and the runtime of the models comes inside its package.
ENV ONNXRUNTIME_NODE_INSTALL=skip

# Compiles the rooms to dist/ and bundles the workflows.
FROM base AS builder
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build

# What runs, without what builds and tests.
FROM base AS packages
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force

FROM base AS runtime
ENV NODE_ENV=production
COPY --from=packages /app/node_modules ./node_modules
COPY --from=builder /app/dist ./dist
COPY package.json ./
COPY ml/models ./ml/models
USER node
STOPSIGNAL SIGTERM

# Workflows and I/O; with `--queue inference` it classifies.
FROM runtime AS worker
CMD ["node", "dist/worker/main.js"]

# HTTP, socket, relay. Also runs the migration: node dist/migrations/run.js
FROM runtime AS api
ENV API_HOST=0.0.0.0
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8000/api/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/api/main.js"]

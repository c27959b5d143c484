#!/bin/sh
# Makes the namespace, and keeps finished histories for 30 days. May run again.
set -eu

until temporal operator cluster health >/dev/null 2>&1; do sleep 1; done
if temporal operator namespace describe --namespace default >/dev/null 2>&1; then
  temporal operator namespace update --namespace default --retention 720h
else
  temporal operator namespace create --namespace default --retention 720h
fi

# shellcheck shell=bash
# What the demos share: how they tell, and what they stand on. Sourced after the cluster's lib.sh, never run.

say() { printf '\n# %s\n' "$*"; }

# run COMMAND: what it prints is what it runs.
run() {
  printf '$ %s\n' "$1"
  eval "$1"
}

bring_cluster() {
  say "A Kubernetes cluster of three nodes and a registry"
  e2e/cluster/up --without-metrics
  use_cluster
  e2e/cluster/push-images
  run "export KUBECONFIG=$FAIRLEAD_E2E_KUBECONFIG PATH=$FAIRLEAD_E2E_BIN:\$PATH"
}

install_operator() {
  say "The operator, with its chart"
  run "helm upgrade --install fairlead helm/fairlead --namespace fairlead-system --create-namespace --wait --timeout 10m \\
    --hide-notes --values $STATE/values.yaml"
}

forwarder=

# forward NAMESPACE: its Service minilm at a port of this machine, until `stop_forwarding`; sets port.
forward() {
  kubectl -n "$1" port-forward service/minilm :80 >"$STATE/port-forward" &
  forwarder=$!
  eventually 120 grep -q '^Forwarding from 127' "$STATE/port-forward"
  # shellcheck disable=SC2034 # for who sources this
  port=$(sed -n 's/^Forwarding from 127.0.0.1:\([0-9]*\) .*/\1/p' "$STATE/port-forward")
}

stop_forwarding() {
  [ -z "$forwarder" ] || kill "$forwarder" 2>/dev/null || true
  forwarder=
}

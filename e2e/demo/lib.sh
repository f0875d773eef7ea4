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
  run "helm upgrade --install fairlead helm/fairlead --namespace fairlead-system --create-namespace --wait --timeout 3m \\
    --hide-notes --values $STATE/values.yaml"
}

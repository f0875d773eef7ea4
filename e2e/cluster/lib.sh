# shellcheck shell=bash
# What the cluster's scripts share: where things are, and how a step reports. Sourced, never run.
set -euo pipefail

CACHE=${FAIRLEAD_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/fairlead}
BIN=$CACHE/bin
LOGS=$CACHE/logs
CLUSTER=${FAIRLEAD_E2E_CLUSTER:-fairlead}
STATE=$CACHE/clusters/$CLUSTER
FOREIGN=
# What is known of a cluster that somebody else runs lies apart from those that are made and removed here.
if [ "${FAIRLEAD_E2E_KUBECONFIG:-$STATE/kubeconfig}" != "$STATE/kubeconfig" ]; then
  FOREIGN=$FAIRLEAD_E2E_KUBECONFIG
  STATE=$CACHE/foreign/$(sha256sum <<<"$FOREIGN" | cut -c1-12)
fi
NETWORK=fairlead
BRIDGE=fairlead0
REGISTRY=registry.fairlead.test:5443
# the same content, for who has the login that registry-users knows
CLOSED_REGISTRY=registry.fairlead.test:5444
CLOSED_REGISTRY_LOGIN=fairlead:let-me-in
REGISTRY_CONTAINER=fairlead-registry
REGISTRY_STATE=$CACHE/registry
mkdir -p "$LOGS"

die() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# step TITLE COMMAND...: runs it with its output in a log, says what and how long, shows the log's end if it fails.
# Never call it in a condition (if, ||, &&): there bash would let a failing command inside go on.
step() {
  local title=$1 start=$SECONDS log status
  shift
  log=$(mktemp "$LOGS/$(date +%H%M%S)-${1##*/}.XXXXXX")
  printf -- '-> %s\n' "$title"
  set +e
  (set -e; "$@") >"$log" 2>&1
  status=$?
  set -e
  if [ $status != 0 ]; then
    tail -n 40 "$log" >&2
    die "failed: $title (whole log: $log)"
  fi
  printf 'ok %s (%s s)\n' "$title" $((SECONDS - start))
}

# eventually SECONDS COMMAND...: tries again until it succeeds, fails when the time is up.
eventually() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@"; do
    [ $SECONDS -lt $deadline ] || return 1
    sleep 0.3
  done
}

# again TIMES COMMAND...: tries so often, as what reaches out to a network deserves.
again() {
  local times=$1 i
  shift
  for ((i = 1; i < times; i++)); do
    if "$@"; then return; fi
    sleep 5
  done
  "$@"
}

# How the cluster that `up` made or found is used: sets FAIRLEAD_E2E_*.
use_cluster() {
  [ -e "$STATE/e2e.env" ] || die "there is no test cluster yet: make cluster"
  # shellcheck disable=SC1091 # written by up
  source "$STATE/e2e.env"
}

# oras, which knows the authority of the test cluster's registry.
oras() { "$BIN/oras" "$@" ${FAIRLEAD_E2E_REGISTRY_CA:+--ca-file "$FAIRLEAD_E2E_REGISTRY_CA"}; }

# pushed NAME: that image as push-images left it: HOST/fairlead/NAME@sha256:...
pushed() {
  awk -v name="/fairlead/$1:" 'index($1, name) { sub(/:[^:]*$/, "", $1); print $1 "@" $2 }' "$STATE/images"
}

# hash PATH...: a short name for what these files say, whatever the checkout they lie in.
hash() {
  find "$@" -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | cut -d' ' -f1 | sha256sum | cut -c1-12
}

# need COMMAND=PACKAGE...: what is missing is installed as root on Debian and its kin; anybody else is told.
need() {
  local pair missing=()
  for pair; do
    PATH=$PATH:/usr/sbin:/sbin command -v "${pair%%=*}" >/dev/null || missing+=("${pair#*=}")
  done
  [ ${#missing[@]} -eq 0 ] || provide "${missing[@]}"
}

provide() {
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    die "please install: $* (on Debian or Ubuntu, as root: apt-get install --no-install-recommends $*)"
  fi
  step "Debian packages: $*" install_packages "$@"
}

install_packages() {
  export DEBIAN_FRONTEND=noninteractive
  apt-get update && apt-get install -y --no-install-recommends "$@"
}

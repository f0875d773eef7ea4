# The few entry points. Each target is one script or one Maven call that can be run by hand just as well.
.DEFAULT_GOAL := help
.PHONY: help test verify api cluster clean-cluster clean
MVN := ./mvnw -B -ntp

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

test: api ## every test tier: what CI runs

verify: ## pure code, codecs, architecture, generated files; no cluster, no root
	$(MVN) verify

api: ## verify, and the operator against a real API server run as plain processes
	e2e/cluster/binaries api
	$(MVN) verify -Papi

cluster: ## bring the test cluster up, or find it healthy
	e2e/cluster/up

clean-cluster: ## remove the test cluster and its registry; caches stay
	e2e/cluster/down

clean: ## remove what the build wrote into this tree
	$(MVN) -q clean

# The few entry points. Each target is one script or one Maven call that can be run by hand just as well.
.DEFAULT_GOAL := help
.PHONY: help test verify cluster clean-cluster clean
MVN := ./mvnw -B -ntp

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

test: verify ## every test tier that CI runs

verify: ## pure code, codecs, architecture, generated files; no cluster, no root
	$(MVN) verify

cluster: ## bring the test cluster up, or find it healthy
	e2e/cluster/up

clean-cluster: ## remove the test cluster and its registry; caches stay
	e2e/cluster/down

clean: ## remove what the build wrote into this tree
	$(MVN) -q clean

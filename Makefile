# The few entry points. Each target is one script or one Maven call that can be run by hand just as well.
.DEFAULT_GOAL := help
.PHONY: help demo demo-canary test verify api e2e campaign images images-cuda test-cuda push cluster clean-cluster clean
# `test` is its parts one after the other: two cores are little for one of them.
.NOTPARALLEL:
MVN := ./mvnw -B -ntp

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: ## from nothing to a prediction: cluster, operator, model, answer
	e2e/demo/run

demo-canary: ## a good version takes over step by step; a wrong, a slow and a failing one are taken back; clients notice nothing
	e2e/demo/canary

test: api demo e2e ## every test tier: what CI runs

verify: ## pure code, codecs, architecture, generated files; no cluster, no root
	$(MVN) verify

api: ## verify, operator and chart against a real API server run as plain processes, and the model server with clients of others
	e2e/cluster/api-tools
	e2e/cluster/python-clients
	$(MVN) verify -Papi

e2e: ## the tests on a real cluster
	e2e/run

campaign: ## everything of which `test` tries a sample, and the figures: some four hours, and 45 GB of disk
	e2e/cluster/api-tools
	e2e/cluster/python-clients
	$(MVN) verify -Papi -Dcampaign=true
	e2e/bench
	e2e/run -Dcampaign=true
	runtime-image/bench/run --mode soak
	runtime-image/bench/run --mode overload --seconds 30
	runtime-image/bench/run
	e2e/demo/canary

images: ## Fairlead's container images as tar archives
	$(MVN) package -Dmaven.test.skip -Dspotless.check.skip -Dimages -Dimage.base="$$(images/base)" -pl '!e2e,!e2e/tools,!runtime-image/bench'

images-cuda: ## the model server's image for NVIDIA GPUs as a tar archive: 1.7 GB of libraries to bring, once
	cuda=$$(images/cuda-libraries) && base=$$(images/base) && $(MVN) package -Pcuda -Dmaven.test.skip -Dspotless.check.skip -Dimages \
	  -Dimage.base="$$base" -Dimage.cuda="$$cuda" -pl runtime-image/images/onnx-cuda -am

test-cuda: ## that image without a GPU, and on this machine's GPU if it has one; wants a Docker engine
	cuda=$$(images/cuda-libraries) && base=$$(images/base) && $(MVN) verify -Pcuda -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dimages \
	  -Dimage.base="$$base" -Dimage.cuda="$$cuda" -pl runtime-image/images/onnx-cuda -am

push: ## Fairlead's container images to a registry: make push REGISTRY=registry.example.com/team [REGISTRY_CA=ca.crt] [CUDA=true]
	FAIRLEAD_REGISTRY_INSECURE=$(REGISTRY_INSECURE) images/push $(if $(CUDA),--with-cuda) "$(REGISTRY)" "$(REGISTRY_CA)"

cluster: ## bring the test cluster up, or find it healthy
	e2e/cluster/up

clean-cluster: ## remove the test cluster and its registry; caches stay
	e2e/cluster/down

clean: ## remove what the build wrote into this tree
	$(MVN) -q clean

// For the definition of an Application alone (crds): nothing is built of it.
module fairlead.dev/e2e/cluster/argocd

go 1.24.1

require github.com/argoproj/argo-cd/v3 v3.0.0

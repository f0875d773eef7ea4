{{- define "fairlead.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 50 | trimSuffix "-" }}
{{- end }}

{{/* 50 characters leave room for what is put behind it: a name may have 63 */}}
{{- define "fairlead.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" }}
{{- else if contains (include "fairlead.name" .) .Release.Name }}
{{- .Release.Name | trunc 50 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "fairlead.name" .) | trunc 50 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{/* Of what has no namespace: releases that share a cluster may have one name in two namespaces */}}
{{- define "fairlead.clusterName" -}}
{{- if .Values.watchNamespaces }}
{{- printf "%s.%s" (include "fairlead.fullname" .) .Release.Namespace }}
{{- else }}
{{- include "fairlead.fullname" . }}
{{- end }}
{{- end }}

{{/* Each release has a leader of its own, also where two are in one namespace */}}
{{- define "fairlead.lease" -}}
{{- include "fairlead.fullname" . }}-operator
{{- end }}

{{- define "fairlead.selectorLabels" -}}
app.kubernetes.io/name: {{ include "fairlead.name" . | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/component: operator
{{- end }}

{{- define "fairlead.labels" -}}
{{ include "fairlead.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/part-of: fairlead
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "fairlead.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "fairlead.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{/* An image reference: dict "root" . "image" .Values.image.operator */}}
{{- define "fairlead.image" -}}
{{- if not (regexMatch "^([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:]+\\])(:[0-9]+)?(/[a-z0-9._-]+)*$" .root.Values.image.registry) }}
{{- fail (printf "image.registry must be a host with an optional port and path, such as registry.example.com/team, without https:// and without a / at the end; it is %q" .root.Values.image.registry) }}
{{- end }}
{{- $repository := printf "%s/%s" .root.Values.image.registry .image.repository }}
{{- if .image.digest }}
{{- printf "%s@%s" $repository .image.digest }}
{{- else }}
{{- printf "%s:%s" $repository (default .root.Chart.AppVersion .image.tag) }}
{{- end }}
{{- end }}

{{/* The URL of a proxy, which is not shown if it is wrong: it may hold a password. dict "name" "https" "url" .Values.proxy.https */}}
{{- define "fairlead.proxy" -}}
{{- if not (regexMatch "^http://([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\]):[0-9]+$" .url) }}
{{- fail (printf "proxy.%s must be http://HOST:PORT, such as http://proxy.example.com:3128; username and password belong into the Secret that proxy.secretName names" .name) }}
{{- end }}
{{- .url }}
{{- end }}

{{/* What the pods of Jobs have beside, as JSON for the operator; empty for nothing. A $ would be expanded on the way, by the kubelet and by Quarkus. */}}
{{- define "fairlead.resolvePods" -}}
{{- $set := dict }}
{{- range $name, $value := .Values.resolve }}
{{- if $value }}
{{- $_ := set $set $name $value }}
{{- end }}
{{- end }}
{{- range $name := list "podLabels" "podAnnotations" "nodeSelector" }}
{{- range $key, $_ := get $set $name | default dict }}
{{- if not (regexMatch "^([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$" $key) }}
{{- fail (printf "resolve.%s: %s is no key of the form NAME or DOMAIN/NAME" $name $key) }}
{{- end }}
{{- if and (ne $name "nodeSelector") (regexMatch "^((([-a-z0-9]+[.])*fairlead[.]dev|batch[.]kubernetes[.]io)/.*|app[.]kubernetes[.]io/(name|managed-by)|job-name|controller-uid|sidecar[.]istio[.]io/inject|linkerd[.]io/inject|consul[.]hashicorp[.]com/connect-inject|kuma[.]io/sidecar-injection)$" $key) }}
{{- fail (printf "resolve.%s: %s is set by Fairlead itself: choose another key" $name $key) }}
{{- end }}
{{- end }}
{{- end }}
{{- if $set }}
{{- $set | toJson | replace "$" "\\u0024" }}
{{- end }}
{{- end }}

{{/* Not empty where the API server has ValidatingAdmissionPolicies, in the version that stays: from Kubernetes 1.30 on */}}
{{- define "fairlead.policies" -}}
{{- if and .Values.policies.enabled (semverCompare ">=1.30.0-0" .Capabilities.KubeVersion.Version) }}
{{- print "enforced" }}
{{- end }}
{{- end }}

{{/* Puts a policy in force: dict "root" . "name" NAME */}}
{{- define "fairlead.policyBinding" -}}
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata:
  name: {{ .name }}
  labels: {{- include "fairlead.labels" .root | nindent 4 }}
spec:
  policyName: {{ .name }}
  validationActions: [Deny]
{{- end }}

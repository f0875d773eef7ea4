-- Argo CD's health of a ModelDeployment, from its conditions. How to install it: docs/gitops/argocd/README.md
-- Only the base library is used: Argo CD opens no other unless it is told to.

local status = obj.status or {}

local function condition(type)
  for _, found in ipairs(status.conditions or {}) do
    if found.type == type then
      return found
    end
  end
  return {status = "Unknown"}
end

local function is(health, found)
  return {status = health, message = (found.reason or "") .. ": " .. (found.message or "")}
end

-- what is said of an earlier generation says nothing of this one
if (status.observedGeneration or -1) ~= obj.metadata.generation then
  return {status = "Progressing", message = "waiting for the operator to see generation " .. tostring(obj.metadata.generation)}
end

local stalled = condition("Stalled")
if stalled.status == "True" then
  return is("Degraded", stalled)
end

local reconciling = condition("Reconciling")
if reconciling.status == "True" then
  if reconciling.reason == "Paused" or reconciling.reason == "AwaitingApproval" then
    return is("Suspended", reconciling)
  end
  return is("Progressing", reconciling)
end

local ready = condition("Ready")
if ready.status == "True" then
  return is("Healthy", ready)
end
return is("Progressing", ready)

import { expect, it } from "vitest";
import { chapters, rules } from "../../policies/rules.ts";

/** The field's catalogue of rules for a platform like this one, in its order of release. */
const catalogue = `
secret-input-encrypted no-plaintext-secret-env no-secret-in-configmap no-secret-like-literal
no-default-password password-strength jwt-secret-256-bits db-admin-username-custom rds-managed-master-password
secret-rotation-enabled secret-rotation-90d secret-cmk no-iam-access-key no-secret-in-user-data
secret-mounted-as-file kms-rotation kms-policy-no-star
lb-listener-encrypted lb-http-redirects-https lb-tls-policy target-group-encrypted cf-viewer-https cf-tls-min
cf-origin-https cert-valid rds-force-ssl rds-proxy-tls redis-tls msk-tls s3-deny-http ses-tls-require
ingress-tls no-cleartext-url
sg-public-only-443-80 sg-80-only-redirect sg-data-tier-by-reference sg-no-all-traffic sg-described
sg-single-management default-sg-closed vpc-flow-logs subnet-no-public-ip data-private-subnets
nacl-no-admin-ports
inmemory-db-off env-production log-level-production no-dev-endpoints wss-only registration-gated
frontend-api-consistent bluegreen-pair bluegreen-parity bluegreen-db-compatible traffic-weights-100
canary-steps-monotonic canary-pauses canary-analysis rollback-ready green-test-route edge-auth required-tags
provider-pinned stack-guard
pss-host-namespaces pss-privileged pss-capabilities pss-no-priv-escalation pss-non-root pss-seccomp
pss-volumes pss-host-ports pss-probe-host pss-misc ns-psa-labels readonly-rootfs high-uid sa-token-off
sa-dedicated no-default-namespace resources-set probes-set probe-path-known ready-within-300s
graceful-shutdown image-not-mutable image-registry-allowed image-pull-always replicas-per-service pdb-present
pdb-sane spread-across-zones rollout-strategy netpol-default-deny netpol-covers service-not-exposed
service-selects rbac-least quota-limitrange helm-release-opaque
rds-encrypted rds-private rds-multi-az rds-backups rds-final-snapshot rds-deletion-protection
rds-upgrades-and-ca rds-logs rds-monitoring rds-iam-auth rds-copy-tags rds-port db-connection-pooling
stateful-protected redis-at-rest redis-auth redis-ha redis-snapshots msk-auth-private msk-durability
msk-logging mq-private-ha mq-maintained s3-public-access-blocked s3-encrypted s3-versioned-lifecycle s3-logged
s3-backup-lock s3-no-force-destroy backup-plan-covers ecr-immutable-scanned ecr-keeps-rollback
cors-explicit-origins cors-no-credentials-wildcard waf-attached waf-nonempty waf-baseline-groups
waf-rate-limit waf-logging headers-policy-attached headers-complete cache-headers-static cache-never-api
cf-basics lb-hardening target-group-healthcheck ws-idle-timeout ingress-no-snippets
dns-ttl-max dns-points-to-stack dns-weighted-complete dns-logging dnssec email-authenticated log-retention
alarms-cover-slo alarms-actionable account-baseline iam-no-admin iam-no-wildcard iam-no-escalation
iam-trust-scoped iam-user-no-policies eks-endpoint-private eks-secrets-kms eks-logs eks-version-supported
eks-auth-api eks-nodes-hardened eks-netpol-enabled`
  .trim()
  .split(/\s+/);

it("is covered whole: each row is a rule, or is left out with its reason", () => {
  const known = new Set([...rules.map(({ id }) => id), ...chapters.flatMap(({ leftOut }) => Object.keys(leftOut))]);
  expect(catalogue.filter((id) => !known.has(id))).toEqual([]);
  expect(catalogue).toEqual([...new Set(catalogue)]);
});

it("has no rule that is left out and there all the same", () => {
  const ids = new Set(rules.map(({ id }) => id));
  expect(chapters.flatMap(({ leftOut }) => Object.keys(leftOut)).filter((id) => ids.has(id))).toEqual([]);
});

it.each(chapters.flatMap(({ leftOut }) => Object.entries(leftOut)))("says why %s is left out", (_, reason) => {
  expect(reason).toMatch(/^[A-Z].{30,}\.$/);
});

it("says since when a rule is lower than it should be", () => {
  for (const { id, note } of rules) if (note !== undefined) expect(note, id).toMatch(/\b20\d\d-\d\d-\d\d\b/);
});

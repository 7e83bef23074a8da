import type { Replacements } from "./replacement.ts";

const service = "hashicorp/terraform-provider-aws internal/service";

/** IAM, keys, secrets, certificates and DNS. IAM and Route 53 are global: their types have no `region`. */
export const awsSecurity: Replacements = {
  "aws:acm/certificate:Certificate": {
    source: `${service}/acm/certificate.go 01661ea`,
    paths: [
      "certificateAuthorityArn",
      "domainName",
      "keyAlgorithm",
      "region",
      "subjectAlternativeNames",
      "validationMethod",
      "validationOptions",
    ],
    unread: ["privateKeyWo", "privateKeyWoVersion"],
  },
  "aws:acm/certificateValidation:CertificateValidation": {
    source: `${service}/acm/certificate_validation.go 004eea7`,
    paths: ["certificateArn", "region", "validationRecordFqdns"],
  },
  "aws:iam/role:Role": {
    source: `${service}/iam/role.go 0040ea6`,
    paths: ["name", "namePrefix", "path"],
    autonamed: "name",
  },
  "aws:iam/rolePolicy:RolePolicy": {
    source: `${service}/iam/role_policy.go 02f97af`,
    paths: ["name", "namePrefix", "role"],
    autonamed: "name",
  },
  // Deleting the old attachment after making the same one anew would take the new one away.
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
    source:
      `${service}/iam/role_policy_attachment.go stored file 5072580831, 04c7984; deleteBeforeReplace: ` +
      "pulumi/pulumi-aws resource overrides, stored file 62658824068",
    paths: ["policyArn", "role"],
    deleteBeforeReplace: true,
  },
  "aws:kms/alias:Alias": {
    source: `${service}/kms/alias.go 01c0800`,
    paths: ["name", "namePrefix", "region"],
    autonamed: "name",
  },
  "aws:kms/key:Key": {
    source: `${service}/kms/key.go 00a3530`,
    paths: ["customKeyStoreId", "customerMasterKeySpec", "keyUsage", "multiRegion", "region", "xksKeyId"],
  },
  "aws:route53/hostedZoneDnsSec:HostedZoneDnsSec": {
    source: `${service}/route53/hosted_zone_dnssec.go 25f8086`,
    paths: ["hostedZoneId"],
  },
  // Another keyManagementServiceArn is an update that calls nothing: the key-signing key goes on with the old KMS key.
  "aws:route53/keySigningKey:KeySigningKey": {
    source: `${service}/route53/key_signing_key.go 00a3530`,
    paths: ["hostedZoneId", "name"],
    autonamed: "name",
  },
  "aws:route53/queryLog:QueryLog": {
    source: `${service}/route53/query_log.go 04c7984`,
    paths: ["cloudwatchLogGroupArn", "zoneId"],
  },
  // Another type or setIdentifier deletes and creates within one change batch, which is an update here.
  "aws:route53/record:Record": {
    source: `${service}/route53/record.go 00655c1`,
    paths: ["name", "zoneId"],
  },
  "aws:route53/zone:Zone": {
    source: `${service}/route53/zone.go 036631a`,
    paths: ["delegationSetId", "name"],
    autonamed: "name",
  },
  "aws:secretsmanager/secret:Secret": {
    source: `${service}/secretsmanager/secret.go 00c21ce`,
    paths: ["name", "namePrefix", "region"],
    autonamed: "name",
    unread: ["type"],
  },
  // A version is never rewritten: another value is another version.
  "aws:secretsmanager/secretVersion:SecretVersion": {
    source: `${service}/secretsmanager/secret_version.go 0042e8e`,
    paths: ["region", "secretBinary", "secretId", "secretString", "secretStringWoVersion"],
  },
};

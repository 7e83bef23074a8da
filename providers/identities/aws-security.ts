import { botocore, type Identities, imports } from "./identity.ts";

/** IAM, keys, secrets, certificates and DNS. The tagging API does not answer for IAM. */
export const awsSecurity: Identities = {
  "aws:acm/certificate:Certificate": {
    id: "own",
    arn: "acm:certificate",
    idIsArn: true,
    source: imports("acm/certificate"),
  },
  // Nothing in the cloud: it waits, and its id is the time the certificate was issued at.
  "aws:acm/certificateValidation:CertificateValidation": {
    id: "own",
    repeatable: true,
    source: "hashicorp/terraform-provider-aws internal/service/acm/certificate_validation.go 004eea7",
  },
  "aws:iam/role:Role": {
    id: { inputs: ["name"] },
    unique: ["name"],
    conflict: "EntityAlreadyExists",
    source: `${imports("iam/role")}; ${botocore("iam", "EntityAlreadyExistsException")}`,
  },
  "aws:iam/rolePolicy:RolePolicy": {
    id: { inputs: ["role", "name"], separator: ":" },
    repeatable: true,
    source: imports("iam/rolePolicy"),
  },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
    id: { inputs: ["role", "policyArn"], separator: "/" },
    repeatable: true,
    source: `${imports("iam/rolePolicyAttachment")}; internal/service/iam stored file 5072580831`,
  },
  // The name begins with `alias/`; aliases have no tags.
  "aws:kms/alias:Alias": {
    id: { inputs: ["name"] },
    unique: ["name"],
    conflict: "AlreadyExistsException",
    source: `${imports("kms/alias")}; aws_sdk_kms::operation::create_alias::CreateAliasError`,
  },
  "aws:kms/key:Key": { id: "own", arn: "kms:key", source: imports("kms/key") },
  "aws:route53/hostedZoneDnsSec:HostedZoneDnsSec": {
    id: { inputs: ["hostedZoneId"] },
    repeatable: true,
    source: imports("route53/hostedZoneDnsSec"),
  },
  // The KMS key, too, may serve only one of a zone's two.
  "aws:route53/keySigningKey:KeySigningKey": {
    id: { inputs: ["hostedZoneId", "name"], separator: "," },
    unique: ["hostedZoneId", "name"],
    conflict: "KeySigningKeyAlreadyExists",
    source: `${imports("route53/keySigningKey")}; ${botocore("route53", "KeySigningKeyAlreadyExists")}`,
  },
  "aws:route53/queryLog:QueryLog": {
    id: "own",
    unique: ["zoneId"],
    conflict: "QueryLoggingConfigAlreadyExists",
    lookUp:
      "aws route53 list-query-logging-configs --hosted-zone-id {zoneId} " +
      "--query 'QueryLoggingConfigs[].Id' --output text",
    source: `${imports("route53/queryLog")}; status codes of CreateQueryLoggingConfig in an AWS SDK, stored file 35886645960`,
  },
  // `allowOverwrite: true` takes over what is there instead.
  "aws:route53/record:Record": {
    id: { inputs: ["zoneId", "name", "type", "setIdentifier"], separator: "_" },
    unique: ["zoneId", "name", "type", "setIdentifier"],
    conflict: "InvalidChangeBatch",
    source: `${imports("route53/record")}; hashicorp/terraform-provider-aws internal/service/route53/record.go 00655c1`,
  },
  // Several zones may have one name; each gets other name servers.
  "aws:route53/zone:Zone": { id: "own", arn: "route53:hostedzone", source: imports("route53/zone") },
  "aws:secretsmanager/secret:Secret": {
    id: "own",
    unique: ["name"],
    conflict: "ResourceExistsException",
    arn: "secretsmanager:secret",
    arnHasName: true,
    idIsArn: true,
    source: `${imports("secretsmanager/secret")}; ${botocore("secretsmanager", "ResourceExistsException")}`,
  },
  // `<secret ARN>|<version id>`, and every create makes another version.
  "aws:secretsmanager/secretVersion:SecretVersion": {
    id: "own",
    repeatable: true,
    source: imports("secretsmanager/secretVersion"),
  },
};

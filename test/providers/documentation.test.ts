import { describe, expect, it } from "vitest";
import { read } from "../../providers/generate/documentation.ts";

describe("allowed values", () => {
  it.each([
    ["Valid values are `forward`, `redirect` and `jwt-validation`.", ["forward", "redirect", "jwt-validation"]],
    [
      "The type of rule. Valid values are `CONFIG_MAP`, `API` or `API_AND_CONFIG_MAP`",
      ["CONFIG_MAP", "API", "API_AND_CONFIG_MAP"],
    ],
    ["Valid values: `ACCEPT`,`REJECT`, `ALL`. Required if `eniId` is specified.", ["ACCEPT", "REJECT", "ALL"]],
    ["Valid Values: `GLACIER`, `STANDARD_IA`.", ["GLACIER", "STANDARD_IA"]],
    ["Valid values are `AES256`, `aws:kms`, and `aws:kms:dsse`", ["AES256", "aws:kms", "aws:kms:dsse"]],
    ["Valid values: `RSA_2048`, `SM2` (China Regions only), or `ML_DSA_44`.", ["RSA_2048", "SM2", "ML_DSA_44"]],
    [
      "Valid values are `HTTP`, `HTTPS`, or `#{protocol}`. Defaults to `#{protocol}`.",
      ["HTTP", "HTTPS", "#{protocol}"],
    ],
    [
      "Possible values are: `STANDARD`, `INFREQUENT_ACCESS`, or `DELIVERY`.",
      ["STANDARD", "INFREQUENT_ACCESS", "DELIVERY"],
    ],
    ["Only for endpoints. The possible values are `on` and `off`.", ["on", "off"]],
    ['The value is `"on"` or `"off"`. The default is `"off"`.', ["on", "off"]],
    ["Must be one of `TCP`, `HTTP`, or `HTTPS`.", ["TCP", "HTTP", "HTTPS"]],
    ["Protocol.\nShould be one of `HTTP`, or `TCP_QUIC`.\nRequired when `targetType` is `ip`.", ["HTTP", "TCP_QUIC"]],
    ["Can be `Enabled` or `Suspended`.", ["Enabled", "Suspended"]],
    ["Can be either `BucketOwner` or `Requester`.", ["BucketOwner", "Requester"]],
    ["Either `Enabled` or `Disabled`.", ["Enabled", "Disabled"]],
    ["Currently-supported values are: `RSA`, `ECDSA`, `ED25519`.", ["RSA", "ECDSA", "ED25519"]],
    ["The only valid value is `nosniff`.", ["nosniff"]],
    ["Valid value is `Enabled`.", ["Enabled"]],
    ["Can be one of VOLATILE, STABLE, or IMMUTABLE.", ["VOLATILE", "STABLE", "IMMUTABLE"]],
    [
      "Image pull policy. One of Always, Never, IfNotPresent. Defaults to Always if :latest.",
      ["Always", "Never", "IfNotPresent"],
    ],
    [
      'Type of deployment. Can be "Recreate" or "RollingUpdate". Default is RollingUpdate.',
      ["Recreate", "RollingUpdate"],
    ],
    ["Valid values are 'ClusterFirst', 'Default' or 'None'.", ["ClusterFirst", "Default", "None"]],
    ['Supports "ClientIP" and "None". Must be ClientIP or None.', ["ClientIP", "None"]],
  ])("of %j", (text, values) => {
    expect(read(text, "string").values).toEqual(values);
  });

  it("of numbers", () => {
    const text = "Possible values are: 1, 3, 5, and 0. If you select 0, the events are always retained.";
    expect(read(text, "number").values).toEqual([1, 3, 5, 0]);
    expect(read("The only valid value is `15`.", "number").values).toEqual([15]);
  });

  it.each([
    // Ranges.
    "Valid values are between `1` and `50000`.",
    "Valid values are from `44` to `60` in increments of 4.",
    "Specify a value from `1` to `65535` or `#{port}`.",
    "The possible values are `off` or an integer from `1` to `100`.",
    "Valid values are either `traffic-port`, to use the same port as the target group, or a valid port number.",
    // Not all of them.
    "Valid values include `a` and `b`.",
    "Valid values are `a`, `b`, and others.",
    "Valid operators are In, NotIn, Exists, DoesNotExist. Gt, and Lt.",
    "Can be one of internal, sql, c, plpgsql.",
    "Valid values are `*`, `Accept`, `Pragma`. Dependent on your use-case other headers can be exposed.",
    // Of another field, or of some cases.
    "Required if `type` is `forward` or `redirect`.",
    "The `health_check.protocol` must be one of `HTTP` or `HTTPS`.",
    "For Application Load Balancers, valid values are `HTTP` and `HTTPS`, with a default of `HTTP`.",
    "For Network Load Balancers, the only valid value is `off`.",
    "When `availabilityMode` is set to `regional`, this must be set to `public`.",
    "Exactly one of `policyName` or `resourceArn` must be specified.",
    "One of `eniId`, `subnetId`, or `vpcId` must be specified.",
    "Valid values are `HTTP` and `HTTPS`. Valid values are `TCP` and `UDP`.",
    // Patterns and examples.
    "Valid values are `2XX`, `4XX`, or `5XX`.",
    "The only valid values are `DENY`, `SAMEORIGIN`, or `ALLOW-FROM https://example.com`.",
    "A valid value is a URI, eg: `https://example.com`.",
    "Valid values are `<name>` and `local`.",
    // Names that Pulumi rewrote: AWS has `round_robin`.
    "The value is `roundRobin`, `leastOutstandingRequests`, or `weightedRandom`.",
    'The value is `"true"`, `"false"` or `"useLoadBalancerConfiguration"`.',
    "Possible values are `rebalance` and `noRebalance`.",
    // Not values.
    "Must be 1 for liveness and startup.",
    "Must be an empty string (default) or Memory.",
    "Can be `Enabled`.",
  ])("not of %j", (text) => {
    expect(read(text, "string").values).toBeUndefined();
  });

  it("not with a unit, nor texts for a number", () => {
    expect(
      read("Valid Values: `60` seconds (1 minute) or `600` seconds (10 minutes).", "number").values,
    ).toBeUndefined();
    expect(read("Valid values are `low` and `high`.", "number").values).toBeUndefined();
  });
});

describe("a default", () => {
  it.each([
    ["Whether the key is enabled. Defaults to `true`.", "boolean", true],
    ["Default is `30`.", "number", 30],
    ["Default: `HTTP`", "string", "HTTP"],
    ["Default value: `plain-text`.", "string", "plain-text"],
    ["Default `false`.", "boolean", false],
    ["The default value is `application`.", "string", "application"],
    ['The default is `"off"`.', "string", "off"],
    ["Defaults to ``false``.", "boolean", false],
    ["Defaults to 'false'", "boolean", false],
    ["Default to 'false'", "boolean", false],
    ["The default is false. Elastic Load Balancing requires letters.", "boolean", false],
    ["Defaults to 3.", "number", 3],
    ["The range is 0-3600 seconds. The default value is 300 seconds.", "number", 300],
    ['Defaults to "-"', "string", "-"],
    ["Defaults to `Managed by Pulumi`. Cannot be empty.", "string", "Managed by Pulumi"],
    ["Determines login. Default\nvalue is `false`.", "boolean", false],
    ["(Default: true)", "boolean", true],
    ["Whether to verify the chain while parsing it or not (default: `true`).", "boolean", true],
    ["Name of the database to connect to (defaults to `postgres`).", "string", "postgres"],
    ["Allow creation of this record. `false` by default.", "boolean", false],
    ["Valid values are `ENABLED` or `DISABLED` (default).", "string", "DISABLED"],
    [
      "Valid values: `all_storage_classes_128K` (default), `variesByStorageClass`.",
      "string",
      "all_storage_classes_128K",
    ],
  ] as const)("of %j", (text, kind, value) => {
    expect(read(text, kind).default).toBe(value);
  });

  it.each([
    ["Defaults to `false`, even when `bucket` is specified.", "boolean"],
    ["If you do not specify a value, it defaults to `30`.", "number"],
    ["When `algorithm` is `RSA`, the size of the key, in bits (default: `2048`).", "number"],
    ["For self-signed certificates this is the key's (default: `false`).", "boolean"],
    ["When `algorithm` is `ECDSA`, the name of the curve. (default: `P224`).", "string"],
    ["Default: `600`. When `transitGatewayId` is specified, it *must* be 60 seconds.", "number"],
    [
      "* For gRPC, values are numbers. The default is `12`.\n* For ALB, the default is 1. The default is `200`.",
      "string",
    ],
    ["Only applies when `targetType` is `lambda`. Default is `false`.", "boolean"],
    ["The default is false. Only valid for Load Balancers of type `application`.", "boolean"],
    ["Whether to support proxy protocol v2 on Network Load Balancers. Default is `false`.", "boolean"],
    ["Whether HTTP/2 is enabled in `application` load balancers. Defaults to `true`.", "boolean"],
    ["Required if `protocol` is `HTTPS` or `TLS`. Default is `ELBSecurityPolicy-2016-08`.", "string"],
    ["Default is `HTTP`.\nCannot be specified when the `targetType` is `lambda`.", "string"],
    ["Default is `false`. Conflicts with `ipv6IpamPoolId`.", "boolean"],
    ["The default is `roundRobin`.", "string"],
    ["Defaults to the Region set in the provider configuration.", "string"],
    ["Defaults to AWS provider region.", "string"],
    ["Default is VOLATILE.", "string"],
    ["Default is `NULL`, therefore `infinity`.", "string"],
    ["The default value is 1 day (86400 seconds).", "number"],
    ["The default is 6 hours.", "number"],
    ["Defaults to the position in the list of actions.", "number"],
    ["Default is `thirty`.", "number"],
    ["Default is `1`.", "boolean"],
  ] as const)("not of %j", (text, kind) => {
    expect(read(text, kind).default).toBeUndefined();
  });
});

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface CertificateArgs {
  /** Full host names, of which `*.` may be the first label; the first is the certificate's subject. */
  hosts: readonly [string, ...string[]];
  /** Zone that all hosts lie in. */
  zoneId: pulumi.Input<string>;
  /** TTL of the validation records, seconds. */
  recordTtlSeconds: number;
  /** Region other than the provider's; CloudFront takes certificates of us-east-1 alone. */
  region?: string | undefined;
}

/**
 * A certificate that ACM issues, and renews by itself as long as its validation records stay (MT-002, MC-026, MC-107).
 * Creation waits for the issue, which needs the zone to be delegated; a changed certificate is issued and in use before
 * the old one goes.
 */
export class Certificate extends pulumi.ComponentResource {
  /** Of the issued certificate: whatever uses it waits for the validation. */
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: CertificateArgs, opts?: pulumi.ComponentResourceOptions) {
    super("trading:edge:Certificate", name, args, opts);
    const child = { parent: this };
    const { region } = args;
    const [subject, ...others] = new Set(args.hosts);
    const certificate = new aws.acm.Certificate(
      name,
      {
        domainName: subject,
        subjectAlternativeNames: others,
        validationMethod: "DNS",
        // Every client we serve knows P-256, the listener and CloudFront offer it, and its handshakes cost a fraction of
        // RSA's: thousands of hub connections come back at once after a drain.
        keyAlgorithm: "EC_prime256v1",
        // Browsers refuse certificates that no public log has seen.
        options: { certificateTransparencyLoggingPreference: "ENABLED" },
        region,
        tags: { Name: name },
      },
      child,
    );
    // A wildcard and its parent are proven by the same record.
    const proven = new Set(args.hosts.map((host) => host.replace(/^\*\./, "")));
    const records = [...proven].map((host) => {
      const proof = certificate.domainValidationOptions.apply((options) => proofOf(host, options));
      return new aws.route53.Record(
        `${name}-${host}`,
        {
          zoneId: args.zoneId,
          name: proof.resourceRecordName,
          type: proof.resourceRecordType,
          records: [proof.resourceRecordValue],
          ttl: args.recordTtlSeconds,
          // The record is the same for every certificate of this host, here or in us-east-1.
          allowOverwrite: true,
        },
        child,
      );
    });
    const validation = new aws.acm.CertificateValidation(
      name,
      { certificateArn: certificate.arn, validationRecordFqdns: records.map((record) => record.fqdn), region },
      child,
    );
    this.arn = validation.certificateArn;
    this.registerOutputs({ arn: this.arn });
  }
}

type Proof = aws.types.output.acm.CertificateDomainValidationOption;

function proofOf(host: string, options: readonly Proof[]): Proof {
  const proof = options.find(({ domainName }) => domainName === host || domainName === `*.${host}`);
  if (proof === undefined) {
    const offered = options.map(({ domainName }) => domainName).join(", ");
    throw new Error(`ACM offers no validation record for ${host}; it has: ${offered}`);
  }
  return proof;
}

import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";

export interface PrivateCaArgs {
  environment: string;
  system: string;
}

const year = 365 * 24;

/**
 * Hours of validity, and how long before the end the next update renews. Authorities are renewed so early that what they
 * signed never outlives them; certificates so early that whoever updates once a quarter never meets the end.
 */
export const validity = {
  authority: { validityPeriodHours: 10 * year, earlyRenewalHours: 2 * year },
  certificate: { validityPeriodHours: year, earlyRenewalHours: year / 4 },
} as const;

/**
 * The authority of one system's certificates inside: no other system's can be taken for them. Its key signs during an
 * update, is kept encrypted in the stack's state and reaches no pod. It outlives the authority's renewals, so that old and
 * new certificates prove themselves by either.
 */
export class PrivateCa extends pulumi.ComponentResource {
  /** PEM; a secret. */
  readonly privateKeyPem: pulumi.Output<string>;
  /** PEM. */
  readonly certPem: pulumi.Output<string>;

  constructor(name: string, args: PrivateCaArgs, opts?: pulumi.ComponentResourceOptions) {
    super("trading:foundation:PrivateCa", name, args, opts);
    const child = { parent: this };
    const key = new tls.PrivateKey(name, { algorithm: "ECDSA", ecdsaCurve: "P384" }, child);
    const certificate = new tls.SelfSignedCert(
      name,
      {
        privateKeyPem: key.privateKeyPem,
        subject: { commonName: `${args.system} ${args.environment} inside`, organization: "trading-platform" },
        isCaCertificate: true,
        // Nothing but servers' certificates below it.
        maxPathLength: 0,
        allowedUses: ["cert_signing", "crl_signing"],
        setSubjectKeyId: true,
        ...validity.authority,
      },
      child,
    );
    this.privateKeyPem = key.privateKeyPem;
    this.certPem = certificate.certPem;
    this.registerOutputs({ certPem: this.certPem });
  }
}

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface AliasRecordsArgs {
  zoneId: pulumi.Input<string>;
  /** Full host names, such as `api.mycrypto.example`. */
  hosts: readonly string[];
  /** A load balancer or distribution that answers over IPv4 and IPv6. */
  target: {
    dnsName: pulumi.Input<string>;
    /** The hosted zone of the target's own name, not of the hosts. */
    zoneId: pulumi.Input<string>;
  };
}

/**
 * Aliases of hosts to one target, for IPv4 and IPv6 (MT-003, MC-027). Route 53 answers them with a TTL of 60 s that cannot
 * be changed, so they are ready for a release at any time (MC-109).
 */
export class AliasRecords extends pulumi.ComponentResource {
  constructor(name: string, args: AliasRecordsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("trading:edge:AliasRecords", name, args, opts);
    const child = { parent: this };
    // Route 53 takes no other answer for a distribution.
    const aliases = [{ name: args.target.dnsName, zoneId: args.target.zoneId, evaluateTargetHealth: false }];
    for (const host of new Set(args.hosts)) {
      for (const type of ["A", "AAAA"]) {
        const record = { zoneId: args.zoneId, name: host, type, aliases };
        new aws.route53.Record(`${name}-${host}-${type.toLowerCase()}`, record, child);
      }
    }
    this.registerOutputs({});
  }
}

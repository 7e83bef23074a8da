import * as pulumi from "@pulumi/pulumi";
import type { ClientConfig, Hosts } from "../../systems/model/system.ts";
import { clientConfigOf } from "../release/client-config.ts";
import { distinctHosts } from "../release/naming.ts";
import { AliasRecords } from "./alias-records.ts";
import { Cdn, type CdnArgs } from "./cdn.ts";
import { Certificate } from "./certificate.ts";
import { ClientConfigFiles } from "./client-config-files.ts";
import { edgeRegion } from "./edge-region.ts";
import { WebAssets } from "./web-assets.ts";

export interface PublicDoorArgs extends Omit<CdnArgs, "assetsDomainName" | "certificateArn"> {
  hosts: Hosts;
  /** Zone of all hosts. */
  zoneId: pulumi.Input<string>;
  recordTtlSeconds: number;
  /** What pages are told of the API, for any host. */
  clientConfig: ClientConfig;
  /** Versions of the colors that are deployed; among them those that are served. */
  deployed: readonly string[];
}

/**
 * A system's way in (decisions 20, 21): its web assets, the distribution with a certificate of its own, and the names that lead
 * there. CloudFront takes certificates of us-east-1 alone.
 */
export class PublicDoor extends pulumi.ComponentResource {
  readonly cdn: Cdn;
  /** Bucket of the web assets, each version below `/<version>/`. */
  readonly assetsBucket: pulumi.Output<string>;

  constructor(name: string, args: PublicDoorArgs, opts?: pulumi.ComponentResourceOptions) {
    const { zoneId, recordTtlSeconds, clientConfig, deployed, after, ...rest } = args;
    super("trading:edge:PublicDoor", name, { hosts: args.hosts }, opts);
    const child = { parent: this };
    const [first, ...others] = distinctHosts(args.hosts);
    const hosts: [string, ...string[]] = [first ?? args.hosts.web, ...others];
    const certificate = new Certificate(`${name}-cdn`, { hosts, zoneId, recordTtlSeconds, region: edgeRegion }, child);
    // The bucket lets in this distribution alone, which has to know the bucket first.
    const [distributionArn, settle] = pulumi.deferredOutput<string>();
    const assets = new WebAssets(`${name}-web`, { distributionArn, protect: args.protect }, child);
    const { files } = new ClientConfigFiles(
      `${name}-client-config`,
      {
        bucket: assets.bucket,
        versions: deployed,
        settings: {
          live: clientConfigOf(clientConfig, args.hosts.api),
          // The test host is the API's too, so no browser asks CORS.
          preview: clientConfigOf(clientConfig, args.hosts.test),
        },
      },
      child,
    );
    this.cdn = new Cdn(
      name,
      {
        ...rest,
        after: [...after, ...files],
        certificateArn: certificate.arn,
        assetsDomainName: assets.regionalDomainName,
      },
      child,
    );
    settle(this.cdn.distributionArn);
    this.assetsBucket = assets.bucket;
    const target = { dnsName: this.cdn.dnsName, zoneId: this.cdn.zoneId };
    new AliasRecords(name, { zoneId, hosts, target }, child);
    this.registerOutputs({});
  }
}

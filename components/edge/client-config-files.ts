import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ClientConfig } from "../../systems/model/system.ts";
import { pageCaching } from "./cdn-behaviors.ts";
import { clientConfigFiles } from "./live-index.ts";

export interface ClientConfigFilesArgs {
  /** Bucket of the web assets. */
  bucket: pulumi.Input<string>;
  /** Versions of the colors that are deployed; one that both have is one. */
  versions: readonly string[];
  /** What pages are told on the web host, and on the test host. */
  settings: Readonly<Record<keyof typeof clientConfigFiles, ClientConfig>>;
}

/**
 * The settings that pages read at their start (MT-015, MT-017), beside the pages of each deployed version. Every version
 * has both files: a promotion moves two values at the edge and finds the files there. They are known by their version, not
 * by its color: no file goes while a color has its version, whichever color that is.
 */
export class ClientConfigFiles extends pulumi.ComponentResource {
  /** To be there before the edge is told of their version. */
  readonly files: readonly aws.s3.BucketObjectv2[];

  constructor(name: string, args: ClientConfigFilesArgs, opts?: pulumi.ComponentResourceOptions) {
    // What a release changes is no part of the component.
    const { bucket, versions, ...lasting } = args;
    super("trading:edge:ClientConfigFiles", name, lasting, opts);
    const file = (version: string, host: keyof typeof clientConfigFiles) => {
      const logical = `${name}-${host}-${version}`;
      return new aws.s3.BucketObjectv2(
        logical,
        {
          bucket,
          key: `${version}/${clientConfigFiles[host]}`,
          content: `${JSON.stringify(args.settings[host], null, 2)}\n`,
          contentType: "application/json",
          // For the edge; what it answers tells browsers to ask each time.
          cacheControl: `public, max-age=${pageCaching.maxTtl}`,
          tags: { Name: logical },
        },
        { parent: this },
      );
    };
    this.files = [...new Set(versions)].flatMap((version) => [file(version, "live"), file(version, "preview")]);
    this.registerOutputs({});
  }
}

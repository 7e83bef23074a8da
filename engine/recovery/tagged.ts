import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as aws from "@pulumi/aws";
import { LocalWorkspace } from "@pulumi/pulumi/automation/index.js";
import type { Session } from "../session.ts";
import type { Tagged } from "./locate.ts";

/** Where the tagging service answers for what has no region: CloudFront, its firewall, its certificates. */
const global = "us-east-1";

/**
 * Everything in the account that carries the platform's tags for this environment. Asked through the stack's own kind
 * of provider, in a preview of a program that declares nothing else: no other client of AWS is needed.
 */
export async function taggedResources({ config, options }: Session): Promise<Tagged[]> {
  const folder = mkdtempSync(join(tmpdir(), "look-up-"));
  const answers = new Map<string, Tagged["tags"]>();
  const program = async () => {
    const { region, allowedAccountIds } = config;
    const provider = new aws.Provider("aws", { region: region as aws.Region, allowedAccountIds });
    const tagFilters = [
      { key: "project", values: ["trading-platform"] },
      { key: "environment", values: [config.environment] },
    ];
    for (const place of new Set([region, global])) {
      const found = await aws.resourcegroupstaggingapi.getResources({ tagFilters, region: place }, { provider });
      for (const { resourceArn, tags } of found.resourceTagMappingLists) answers.set(resourceArn, tags);
    }
  };
  try {
    const stack = await LocalWorkspace.createStack(
      { stackName: "look-up", projectName: "look-up", program },
      {
        workDir: folder,
        pulumiCommand: options.command,
        envVars: {
          ...options.environment,
          PULUMI_BACKEND_URL: `file://${folder}`,
          PULUMI_CONFIG_PASSPHRASE: "nothing in it is secret",
        },
      },
    );
    await stack.preview();
    return [...answers].map(([arn, tags]) => ({ arn, tags }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

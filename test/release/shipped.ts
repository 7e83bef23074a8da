import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { BlueGreen } from "../../components/release/blue-green.ts";
import { hostsOf } from "../../components/release/naming.ts";
import { type ReleaseDocument, releaseSchema } from "../../contract/release.ts";
import type { SimulatorOptions } from "../../simulator/monitor.ts";
import { plain } from "../../simulator/wire.ts";
import { after, type Changes, read, shipped } from "../config/stack-file.ts";
import { type Deployed, deploy } from "../harness.ts";
import { storesOf } from "./fake-stores.ts";
import { type SystemName, systemOf } from "./systems.ts";

const prod = await shipped("prod");
const accountId = "111122223333";

/** One simulated run of a system's two colors. */
export interface Released extends Deployed {
  /** The recorded `release` output, to be fed to the next run. */
  release: unknown;
}

export interface RunOptions {
  /** The system's `release` output of the run before. */
  last?: unknown;
  mode?: "preview" | "update";
  /** Changes what is sent to the provider, as someone at the console or a failed update would. */
  tamper?: pulumi.ResourceTransformation;
}

/** All runs of a file are one stack's: a key that is there is not made again. */
const kept: NonNullable<SimulatorOptions["kept"]> = new Map();
const runs = new Map<string, Promise<Released>>();

/**
 * Runs a whole system's BlueGreen with the config that is shipped for prod. The same run is made only once in a file.
 *
 * @param changes to the system's config, by path below `systems.<name>`
 */
export function release(name: SystemName, changes: Changes = {}, options: RunOptions = {}): Promise<Released> {
  const { last, mode = "update", tamper } = options;
  if (tamper !== undefined) return simulate(name, changes, options);
  // What is undefined is left out of the config, which JSON alone would not tell from not being changed.
  const key = JSON.stringify([name, Object.entries(changes).map(([path, value]) => [path, value ?? null]), last, mode]);
  const made = runs.get(key) ?? simulate(name, changes, options);
  runs.set(key, made);
  return made;
}

async function simulate(
  name: SystemName,
  changes: Changes,
  { last, mode = "update", tamper }: RunOptions,
): Promise<Released> {
  const paths = Object.entries(changes).map(([path, value]) => [`systems.${name}.${path}`, value] as const);
  const config = read(after(prod, Object.fromEntries(paths)));
  const own = config.systems[name];
  if (own === undefined) throw new Error(`${name} is not in the config`);
  const deployed = await deploy(
    () => {
      const cloud = new aws.Provider("aws", { region: "eu-central-1", allowedAccountIds: [accountId] });
      const cluster = new k8s.Provider("cluster", { kubeconfig: "{}" });
      const blueGreen = new BlueGreen(
        name,
        {
          environment: config.environment,
          region: config.region,
          system: systemOf(name),
          config: own,
          hosts: hostsOf(systemOf(name).hosts, own.domain),
          last: pulumi.output(last),
          vpcId: "vpc-1",
          cluster: { name: "trading", arn: `arn:aws:eks:eu-central-1:${accountId}:cluster/trading`, accountId },
          listenerArn: "arn:aws:elasticloadbalancing:eu-central-1:111122223333:listener/app/trading/1/2",
          loadBalancerSuffix: "app/trading/1",
          zoneId: "Z0123456789AB",
          certificateArn: `arn:aws:acm:eu-central-1:${accountId}:certificate/1`,
          secretsKeyArn: `arn:aws:kms:eu-central-1:${accountId}:key/secrets`,
          stores: storesOf(systemOf(name)),
          protect: true,
          registry: config.registry,
          kubernetesVersion: config.cluster.version,
          loadBalancing: config.cluster.loadBalancing,
          drainSeconds: 30,
          ranges: {
            vpc: config.network.cidr,
            service: config.cluster.serviceCidr,
            public: config.network.zones.map((zone) => zone.public),
            private: config.network.zones.map((zone) => zone.private),
            data: config.network.zones.map((zone) => zone.data),
          },
        },
        {
          providers: { aws: cloud, kubernetes: cluster },
          ...(tamper === undefined ? {} : { transformations: [tamper] }),
        },
      );
      return { release: { ...blueGreen.release, pages } };
    },
    { mode, kept },
  );
  // Through JSON, as the outputs of a real stack are read.
  const recorded: unknown = JSON.parse(JSON.stringify(plain(deployed.outputs["release"] ?? null)));
  return { ...deployed, release: recorded };
}

/** What the platform adds when it knows the CDN. */
const pages = {
  bucket: "web-1",
  distributionId: "E1",
  versionStoreArn: "arn:versions",
  versionUrns: ["urn:live-version", "urn:preview-version"],
};

/** The document as a release runner reads it. */
export function documentOf({ release: recorded }: Released): ReleaseDocument {
  return releaseSchema.parse(recorded);
}

/** Leaves the preview color out. */
export const withoutGreen: Changes = { "colors.green": undefined };

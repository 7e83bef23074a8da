import { isSet, matches } from "../../demand.ts";
import type { Graph, Node } from "../../graph.ts";
import type { Reader } from "../../read.ts";

/** A bucket; more is said of it by resources beside it. */
export const bucketTypes: readonly string[] = ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"];

/** The tokens of a kind of resource beside a bucket; many have two, of which the second is the older one. */
export function besides(kind: string): readonly string[] {
  const name = `Bucket${kind}`;
  return [`aws:s3/bucket${kind}:${name}`, `aws:s3/bucket${kind}V2:${name}V2`];
}

/** A resource beside a bucket, with that bucket where it is one of the stack. */
export interface Part {
  part: Node;
  bucket: Node | undefined;
}

/** The resources of one kind beside buckets. */
export function parts(graph: Graph, kind: string): Part[] {
  return graph.of(...besides(kind)).map((part) => ({ part, bucket: bucketsIn(graph, part, "bucket")[0] }));
}

/** The buckets that have no such resource beside them. */
export function bucketsWithout(graph: Graph, kind: string): Node[] {
  const having = new Set(parts(graph, kind).map(({ bucket }) => bucket));
  return graph.of(...bucketTypes).filter((bucket) => !having.has(bucket));
}

/** The buckets that an input names, be it by way of what stands beside one: its policy may hand its name on. */
function bucketsIn(graph: Graph, node: Node, input: string): Node[] {
  const handing = graph.called(node.propertyDependencies[input] ?? []);
  return [
    ...graph.targets(node, input, ...bucketTypes),
    ...handing.flatMap((source) => bucketsIn(graph, source, "bucket")),
  ];
}

/** Inputs that name the bucket that something is logged into. */
const logging: readonly (readonly [input: string, ...types: readonly string[]])[] = [
  ["targetBucket", ...besides("Logging")],
  ["logging", ...bucketTypes],
  ["loggings", ...bucketTypes],
  ["accessLogs", "aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"],
  ["loggingConfig", "aws:cloudfront/distribution:Distribution"],
  ["s3BucketName", "aws:cloudtrail/trail:Trail"],
];

/** Tags that say what a bucket is for. */
const tags = ["purpose", "Purpose", "data-class"];

/**
 * Whether a bucket holds logs: something else is logged into it, or a tag says so. Services cannot deliver every log under
 * a key of ours, and a log of who read the logs would log itself. Undefined where only the update will tell.
 */
export function holdsLogs(graph: Graph, bucket: Node): boolean | undefined {
  const isOther = (node: Node) => !bucketsIn(graph, node, "bucket").includes(bucket);
  const isTarget = logging.some(([input, ...types]) =>
    graph.of(...types).some((node) => bucketsIn(graph, node, input).includes(bucket) && isOther(node)),
  );
  return isTarget || isTagged(bucket.reader, /^(\w+-)?logs?$/i);
}

/** Whether a tag says what a bucket is for in such words; undefined where only the update will tell. */
export function isTagged(bucket: Reader, words: RegExp): boolean | undefined {
  for (const tag of tags) {
    const value = bucket.get(`tags.${tag}`);
    if (!value.known) return undefined;
    if (matches(words)(value.value)) return true;
  }
  return false;
}

/** Whether anybody may read a bucket's objects through a CDN. */
export function isServed(graph: Graph, bucket: Node): boolean {
  const distributions = graph.of("aws:cloudfront/distribution:Distribution");
  return distributions.some((distribution) => bucketsIn(graph, distribution, "origins").includes(bucket));
}

/** Blocks in which a bucket says something itself: the newer token has one, the older a list under another name. */
export function inline(bucket: Reader, one: string, many = one): Reader[] {
  const block = bucket.get(one);
  return [...(block.known && !isSet(block.value) ? [] : [bucket.block(one)]), ...bucket.items(many)];
}

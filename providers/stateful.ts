/** What services call their own refusal to delete something. */
export const deletionProtections = ["deletionProtection", "enableDeletionProtection"] as const;

/** What an exception in the stack's config names to let one of these be replaced or deleted. */
export const statefulRule = "stateful-stays";

/**
 * Types that hold data, keys or addresses which are gone with the resource, each with what is lost. To replace or delete
 * one takes an exception in the stack's config, whatever its `protect` says.
 */
export const stateful: Readonly<Record<string, string>> = {
  "aws:cloudfront/distribution:Distribution": "the name that DNS leads to, and every site behind it",
  "aws:cloudfront/keyValueStore:KeyValueStore": "which color's assets are live",
  "aws:ec2/eip:Eip": "the address that partners have let through",
  "aws:ec2/vpc:Vpc": "everything in it",
  "aws:ecr/repository:Repository": "the images that a rollback runs",
  "aws:eks/cluster:Cluster": "every object in it",
  "aws:elasticache/replicationGroup:ReplicationGroup": "the sessions and messages in it",
  "aws:kms/key:Key": "everything that is encrypted with it",
  "aws:lb/loadBalancer:LoadBalancer": "the name that DNS and the CDN lead to",
  "aws:lb/targetGroup:TargetGroup": "a color's registered pods",
  "aws:mq/broker:Broker": "messages that nobody has taken yet",
  "aws:msk/cluster:Cluster": "its topics, and the records in them",
  "aws:msk/topic:Topic": "its records",
  "aws:rds/instance:Instance": "its databases",
  "aws:route53/keySigningKey:KeySigningKey": "the registrar's DS record, and with it every name of the zone",
  "aws:route53/zone:Zone": "its records, and the name servers that the registrar knows",
  "aws:s3/bucket:Bucket": "its objects",
  "aws:secretsmanager/secret:Secret": "its versions",
  "aws:sesv2/emailIdentity:EmailIdentity": "its DKIM keys: mail is refused until DNS has the new ones",
  "aws:sns/topic:Topic": "its subscriptions",
  "kubernetes:core/v1:Namespace": "every object in it",
  "postgresql:index/database:Database": "every row in it",
  "postgresql:index/role:Role": "the owner of tables, or whom services sign in as",
  "random:index/randomBytes:RandomBytes": "a secret that running pods hold",
  "random:index/randomPassword:RandomPassword": "a secret that running pods hold",
};

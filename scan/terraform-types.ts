import { moreTerraformTypes } from "./more-terraform-types.ts";

/** How a type of `@pulumi/aws` is called in Terraform. */
export interface TerraformType {
  type: string;
  /**
   * Its lists of blocks, at any depth: Pulumi's plural, Terraform's name. Every one that is used stands here; no rule tells
   * `origins` (`origin`) from `redactedFields` (`redacted_fields`).
   */
  lists?: Readonly<Record<string, string>>;
}

const actions = {
  actions: "action",
  additionalClaims: "additional_claim",
  defaultActions: "default_action",
  targetGroups: "target_group",
};
const conditions = { conditions: "condition", queryStrings: "query_string", transforms: "transform" };
const parameters = { parameters: "parameter" };
const rule = { rules: "rule" };
const transitions = { noncurrentVersionTransitions: "noncurrent_version_transition", transitions: "transition" };

/**
 * By Pulumi's type token: first all that the program declares. A type that is not here is an error: what checkov is not
 * shown, it cannot judge.
 */
export const terraformTypes: Readonly<Record<string, TerraformType>> = {
  "aws:acm/certificate:Certificate": { type: "aws_acm_certificate", lists: { validationOptions: "validation_option" } },
  "aws:acm/certificateValidation:CertificateValidation": { type: "aws_acm_certificate_validation" },
  "aws:appautoscaling/policy:Policy": {
    type: "aws_appautoscaling_policy",
    lists: {
      dimensions: "dimensions",
      metricDataQueries: "metric_data_query",
      metricSpecifications: "metric_specification",
      metrics: "metrics",
      stepAdjustments: "step_adjustment",
    },
  },
  "aws:appautoscaling/target:Target": { type: "aws_appautoscaling_target" },
  "aws:cloudfront/cachePolicy:CachePolicy": { type: "aws_cloudfront_cache_policy" },
  "aws:cloudfront/distribution:Distribution": {
    type: "aws_cloudfront_distribution",
    lists: {
      customErrorResponses: "custom_error_response",
      customHeaders: "custom_header",
      functionAssociations: "function_association",
      lambdaFunctionAssociations: "lambda_function_association",
      members: "member",
      orderedCacheBehaviors: "ordered_cache_behavior",
      originGroups: "origin_group",
      origins: "origin",
    },
  },
  "aws:cloudfront/function:Function": { type: "aws_cloudfront_function" },
  "aws:cloudfront/keyValueStore:KeyValueStore": { type: "aws_cloudfront_key_value_store" },
  "aws:cloudfront/keyvaluestoreKey:KeyvaluestoreKey": { type: "aws_cloudfrontkeyvaluestore_key" },
  "aws:cloudfront/originAccessControl:OriginAccessControl": { type: "aws_cloudfront_origin_access_control" },
  "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": {
    type: "aws_cloudfront_response_headers_policy",
    lists: { items: "items" },
  },
  "aws:cloudwatch/logDelivery:LogDelivery": {
    type: "aws_cloudwatch_log_delivery",
    lists: { s3DeliveryConfigurations: "s3_delivery_configuration" },
  },
  "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": { type: "aws_cloudwatch_log_delivery_destination" },
  "aws:cloudwatch/logDeliverySource:LogDeliverySource": { type: "aws_cloudwatch_log_delivery_source" },
  "aws:cloudwatch/logGroup:LogGroup": { type: "aws_cloudwatch_log_group" },
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": { type: "aws_cloudwatch_log_resource_policy" },
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": {
    type: "aws_default_security_group",
    lists: { egress: "egress", ingress: "ingress" },
  },
  "aws:ec2/eip:Eip": { type: "aws_eip" },
  "aws:ec2/flowLog:FlowLog": { type: "aws_flow_log", lists: { tagFieldSpecifications: "tag_field_specification" } },
  "aws:ec2/internetGateway:InternetGateway": { type: "aws_internet_gateway" },
  "aws:ec2/natGateway:NatGateway": {
    type: "aws_nat_gateway",
    lists: { availabilityZoneAddresses: "availability_zone_address" },
  },
  "aws:ec2/route:Route": { type: "aws_route" },
  "aws:ec2/routeTable:RouteTable": { type: "aws_route_table", lists: { routes: "route" } },
  "aws:ec2/routeTableAssociation:RouteTableAssociation": { type: "aws_route_table_association" },
  "aws:ec2/securityGroup:SecurityGroup": {
    type: "aws_security_group",
    lists: { egress: "egress", ingress: "ingress" },
  },
  "aws:ec2/subnet:Subnet": { type: "aws_subnet" },
  "aws:ec2/vpc:Vpc": { type: "aws_vpc" },
  "aws:ec2/vpcEndpoint:VpcEndpoint": {
    type: "aws_vpc_endpoint",
    lists: { subnetConfigurations: "subnet_configuration" },
  },
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": { type: "aws_ecr_lifecycle_policy" },
  "aws:ecr/repository:Repository": {
    type: "aws_ecr_repository",
    lists: {
      encryptionConfigurations: "encryption_configuration",
      imageTagMutabilityExclusionFilters: "image_tag_mutability_exclusion_filter",
    },
  },
  "aws:eks/accessEntry:AccessEntry": { type: "aws_eks_access_entry" },
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": { type: "aws_eks_access_policy_association" },
  "aws:eks/addon:Addon": { type: "aws_eks_addon", lists: { podIdentityAssociations: "pod_identity_association" } },
  "aws:eks/cluster:Cluster": { type: "aws_eks_cluster", lists: { resources: "resources" } },
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": { type: "aws_eks_pod_identity_association" },
  "aws:elasticache/parameterGroup:ParameterGroup": { type: "aws_elasticache_parameter_group", lists: parameters },
  "aws:elasticache/replicationGroup:ReplicationGroup": {
    type: "aws_elasticache_replication_group",
    lists: {
      logDeliveryConfigurations: "log_delivery_configuration",
      nodeGroupConfigurations: "node_group_configuration",
    },
  },
  "aws:elasticache/subnetGroup:SubnetGroup": { type: "aws_elasticache_subnet_group" },
  "aws:elasticache/user:User": { type: "aws_elasticache_user" },
  "aws:elasticache/userGroup:UserGroup": { type: "aws_elasticache_user_group" },
  "aws:iam/role:Role": { type: "aws_iam_role", lists: { inlinePolicies: "inline_policy" } },
  "aws:iam/rolePolicy:RolePolicy": { type: "aws_iam_role_policy" },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": { type: "aws_iam_role_policy_attachment" },
  "aws:kms/alias:Alias": { type: "aws_kms_alias" },
  "aws:kms/key:Key": { type: "aws_kms_key" },
  "aws:lb/listener:Listener": { type: "aws_lb_listener", lists: actions },
  "aws:lb/listenerCertificate:ListenerCertificate": { type: "aws_lb_listener_certificate" },
  "aws:lb/listenerRule:ListenerRule": { type: "aws_lb_listener_rule", lists: { ...actions, ...conditions } },
  "aws:lb/loadBalancer:LoadBalancer": { type: "aws_lb", lists: { subnetMappings: "subnet_mapping" } },
  "aws:lb/targetGroup:TargetGroup": {
    type: "aws_lb_target_group",
    lists: { targetFailovers: "target_failover", targetHealthStates: "target_health_state" },
  },
  "aws:mq/broker:Broker": { type: "aws_mq_broker", lists: { users: "user" } },
  "aws:mq/configuration:Configuration": { type: "aws_mq_configuration" },
  "aws:msk/cluster:Cluster": { type: "aws_msk_cluster" },
  "aws:msk/configuration:Configuration": { type: "aws_msk_configuration" },
  "aws:msk/topic:Topic": { type: "aws_msk_topic" },
  "aws:rds/instance:Instance": { type: "aws_db_instance" },
  "aws:rds/parameterGroup:ParameterGroup": { type: "aws_db_parameter_group", lists: parameters },
  "aws:rds/proxy:Proxy": { type: "aws_db_proxy", lists: { auths: "auth" } },
  "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup": { type: "aws_db_proxy_default_target_group" },
  "aws:rds/proxyTarget:ProxyTarget": { type: "aws_db_proxy_target" },
  "aws:rds/subnetGroup:SubnetGroup": { type: "aws_db_subnet_group" },
  "aws:route53/queryLog:QueryLog": { type: "aws_route53_query_log" },
  "aws:route53/record:Record": {
    type: "aws_route53_record",
    lists: {
      aliases: "alias",
      coordinates: "coordinates",
      failoverRoutingPolicies: "failover_routing_policy",
      geolocationRoutingPolicies: "geolocation_routing_policy",
      latencyRoutingPolicies: "latency_routing_policy",
      weightedRoutingPolicies: "weighted_routing_policy",
    },
  },
  "aws:route53/zone:Zone": { type: "aws_route53_zone", lists: { vpcs: "vpc" } },
  "aws:s3/bucket:Bucket": {
    type: "aws_s3_bucket",
    lists: {
      ...transitions,
      corsRules: "cors_rule",
      grants: "grant",
      lifecycleRules: "lifecycle_rule",
      rules: "rules",
    },
  },
  "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": {
    type: "aws_s3_bucket_cors_configuration",
    lists: { corsRules: "cors_rule" },
  },
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": {
    type: "aws_s3_bucket_lifecycle_configuration",
    lists: {
      ...rule,
      ...transitions,
    },
  },
  "aws:s3/bucketObjectv2:BucketObjectv2": { type: "aws_s3_object" },
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": { type: "aws_s3_bucket_ownership_controls" },
  "aws:s3/bucketPolicy:BucketPolicy": { type: "aws_s3_bucket_policy" },
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": { type: "aws_s3_bucket_public_access_block" },
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": {
    type: "aws_s3_bucket_server_side_encryption_configuration",
    lists: rule,
  },
  "aws:s3/bucketVersioning:BucketVersioning": { type: "aws_s3_bucket_versioning" },
  "aws:secretsmanager/secret:Secret": { type: "aws_secretsmanager_secret", lists: { replicas: "replica" } },
  "aws:secretsmanager/secretVersion:SecretVersion": { type: "aws_secretsmanager_secret_version" },
  "aws:sesv2/configurationSet:ConfigurationSet": { type: "aws_sesv2_configuration_set" },
  "aws:sesv2/configurationSetEventDestination:ConfigurationSetEventDestination": {
    type: "aws_sesv2_configuration_set_event_destination",
    lists: { dimensionConfigurations: "dimension_configuration" },
  },
  "aws:sesv2/emailIdentity:EmailIdentity": { type: "aws_sesv2_email_identity" },
  "aws:sesv2/emailIdentityMailFromAttributes:EmailIdentityMailFromAttributes": {
    type: "aws_sesv2_email_identity_mail_from_attributes",
  },
  "aws:sns/topic:Topic": { type: "aws_sns_topic" },
  "aws:sns/topicPolicy:TopicPolicy": { type: "aws_sns_topic_policy" },
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": { type: "aws_vpc_security_group_egress_rule" },
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": { type: "aws_vpc_security_group_ingress_rule" },
  "aws:wafv2/webAcl:WebAcl": {
    type: "aws_wafv2_web_acl",
    lists: {
      ...rule,
      customResponseBodies: "custom_response_body",
      customKeys: "custom_key",
      dataProtections: "data_protection",
      excludedRules: "excluded_rule",
      exemptUriRegularExpressions: "exempt_uri_regular_expression",
      headerOrders: "header_order",
      headers: "headers",
      insertHeaders: "insert_header",
      managedRuleGroupConfigs: "managed_rule_group_configs",
      matchPatterns: "match_pattern",
      requestBodies: "request_body",
      responseHeaders: "response_header",
      ruleActionOverrides: "rule_action_override",
      ruleLabels: "rule_label",
      statements: "statement",
      textTransformations: "text_transformation",
    },
  },
  "aws:wafv2/webAclAssociation:WebAclAssociation": { type: "aws_wafv2_web_acl_association" },
  "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": {
    type: "aws_wafv2_web_acl_logging_configuration",
    lists: { conditions: "condition", filters: "filter", redactedFields: "redacted_fields" },
  },
  ...moreTerraformTypes,
};

import type { TerraformType } from "./terraform-types.ts";

const parameters = { parameters: "parameter" };
const volumes = { ebsBlockDevices: "ebs_block_device", ephemeralBlockDevices: "ephemeral_block_device" };
const sseRules = { rules: "rule", applyServerSideEncryptionByDefaults: "apply_server_side_encryption_by_default" };

/** Types that the program does not declare, and that rules of the policy pack judge all the same. */
export const moreTerraformTypes: Readonly<Record<string, TerraformType>> = {
  "aws:accessanalyzer/analyzer:Analyzer": { type: "aws_accessanalyzer_analyzer" },
  "aws:alb/listener:Listener": {
    type: "aws_alb_listener",
    lists: { defaultActions: "default_action", targetGroups: "target_group" },
  },
  "aws:alb/listenerCertificate:ListenerCertificate": { type: "aws_alb_listener_certificate" },
  "aws:alb/listenerRule:ListenerRule": {
    type: "aws_alb_listener_rule",
    lists: { actions: "action", conditions: "condition", queryStrings: "query_string", targetGroups: "target_group" },
  },
  "aws:alb/loadBalancer:LoadBalancer": { type: "aws_alb", lists: { subnetMappings: "subnet_mapping" } },
  "aws:alb/targetGroup:TargetGroup": { type: "aws_alb_target_group" },
  "aws:backup/plan:Plan": {
    type: "aws_backup_plan",
    lists: { advancedBackupSettings: "advanced_backup_setting", copyActions: "copy_action", rules: "rule" },
  },
  "aws:backup/selection:Selection": {
    type: "aws_backup_selection",
    lists: {
      conditions: "condition",
      selectionTags: "selection_tag",
      stringEquals: "string_equals",
      stringLikes: "string_like",
      stringNotEquals: "string_not_equals",
      stringNotLikes: "string_not_like",
    },
  },
  "aws:backup/vault:Vault": { type: "aws_backup_vault" },
  "aws:backup/vaultLockConfiguration:VaultLockConfiguration": { type: "aws_backup_vault_lock_configuration" },
  "aws:cfg/recorder:Recorder": {
    type: "aws_config_configuration_recorder",
    lists: { exclusionByResourceTypes: "exclusion_by_resource_types", recordingStrategies: "recording_strategy" },
  },
  "aws:cfg/recorderStatus:RecorderStatus": { type: "aws_config_configuration_recorder_status" },
  "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration": {
    type: "aws_chatbot_slack_channel_configuration",
  },
  "aws:chatbot/teamsChannelConfiguration:TeamsChannelConfiguration": {
    type: "aws_chatbot_teams_channel_configuration",
  },
  "aws:cloudfront/vpcOrigin:VpcOrigin": { type: "aws_cloudfront_vpc_origin" },
  "aws:cloudtrail/trail:Trail": {
    type: "aws_cloudtrail",
    lists: {
      advancedEventSelectors: "advanced_event_selector",
      dataResources: "data_resource",
      eventSelectors: "event_selector",
      fieldSelectors: "field_selector",
      insightSelectors: "insight_selector",
    },
  },
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": { type: "aws_cloudwatch_composite_alarm" },
  "aws:cloudwatch/metricAlarm:MetricAlarm": {
    type: "aws_cloudwatch_metric_alarm",
    lists: { metricQueries: "metric_query" },
  },
  "aws:ebs/volume:Volume": { type: "aws_ebs_volume" },
  "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl": {
    type: "aws_default_network_acl",
    lists: { egress: "egress", ingress: "ingress" },
  },
  "aws:ec2/defaultRouteTable:DefaultRouteTable": { type: "aws_default_route_table", lists: { routes: "route" } },
  "aws:ec2/defaultSubnet:DefaultSubnet": { type: "aws_default_subnet" },
  "aws:ec2/defaultVpc:DefaultVpc": { type: "aws_default_vpc" },
  "aws:ec2/instance:Instance": { type: "aws_instance", lists: { ...volumes, networkInterfaces: "network_interface" } },
  "aws:ec2/launchConfiguration:LaunchConfiguration": { type: "aws_launch_configuration", lists: volumes },
  "aws:ec2/launchTemplate:LaunchTemplate": {
    type: "aws_launch_template",
    lists: {
      blockDeviceMappings: "block_device_mappings",
      networkInterfaces: "network_interfaces",
      tagSpecifications: "tag_specifications",
    },
  },
  "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation": { type: "aws_main_route_table_association" },
  "aws:ec2/networkAcl:NetworkAcl": { type: "aws_network_acl", lists: { egress: "egress", ingress: "ingress" } },
  "aws:ec2/networkAclRule:NetworkAclRule": { type: "aws_network_acl_rule" },
  "aws:ec2/securityGroupRule:SecurityGroupRule": { type: "aws_security_group_rule" },
  "aws:ec2/spotInstanceRequest:SpotInstanceRequest": { type: "aws_spot_instance_request", lists: volumes },
  "aws:efs/fileSystem:FileSystem": { type: "aws_efs_file_system", lists: { lifecyclePolicies: "lifecycle_policy" } },
  "aws:eks/nodeGroup:NodeGroup": { type: "aws_eks_node_group", lists: { taints: "taint" } },
  "aws:elasticache/cluster:Cluster": {
    type: "aws_elasticache_cluster",
    lists: { logDeliveryConfigurations: "log_delivery_configuration" },
  },
  "aws:elasticache/serverlessCache:ServerlessCache": { type: "aws_elasticache_serverless_cache" },
  "aws:elasticache/userGroupAssociation:UserGroupAssociation": { type: "aws_elasticache_user_group_association" },
  "aws:guardduty/detector:Detector": { type: "aws_guardduty_detector" },
  "aws:iam/accessKey:AccessKey": { type: "aws_iam_access_key" },
  "aws:iam/groupPolicy:GroupPolicy": { type: "aws_iam_group_policy" },
  "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": { type: "aws_iam_group_policy_attachment" },
  "aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive": {
    type: "aws_iam_group_policy_attachments_exclusive",
  },
  "aws:iam/policy:Policy": { type: "aws_iam_policy" },
  "aws:iam/policyAttachment:PolicyAttachment": { type: "aws_iam_policy_attachment" },
  "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": {
    type: "aws_iam_role_policy_attachments_exclusive",
  },
  "aws:iam/user:User": { type: "aws_iam_user" },
  "aws:iam/userPoliciesExclusive:UserPoliciesExclusive": { type: "aws_iam_user_policies_exclusive" },
  "aws:iam/userPolicy:UserPolicy": { type: "aws_iam_user_policy" },
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": { type: "aws_iam_user_policy_attachment" },
  "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive": {
    type: "aws_iam_user_policy_attachments_exclusive",
  },
  "aws:kms/keyPolicy:KeyPolicy": { type: "aws_kms_key_policy" },
  "aws:lambda/function:Function": { type: "aws_lambda_function" },
  "aws:msk/serverlessCluster:ServerlessCluster": {
    type: "aws_msk_serverless_cluster",
    lists: { vpcConfigs: "vpc_config" },
  },
  "aws:rds/cluster:Cluster": { type: "aws_rds_cluster" },
  "aws:rds/clusterInstance:ClusterInstance": { type: "aws_rds_cluster_instance" },
  "aws:rds/clusterParameterGroup:ClusterParameterGroup": {
    type: "aws_rds_cluster_parameter_group",
    lists: parameters,
  },
  "aws:route53/hostedZoneDnsSec:HostedZoneDnsSec": { type: "aws_route53_hosted_zone_dnssec" },
  "aws:route53/keySigningKey:KeySigningKey": { type: "aws_route53_key_signing_key" },
  "aws:s3/bucketAcl:BucketAcl": { type: "aws_s3_bucket_acl", lists: { grants: "grant" } },
  "aws:s3/bucketAclV2:BucketAclV2": { type: "aws_s3_bucket_acl", lists: { grants: "grant" } },
  "aws:s3/bucketCorsConfigurationV2:BucketCorsConfigurationV2": {
    type: "aws_s3_bucket_cors_configuration",
    lists: { corsRules: "cors_rule" },
  },
  "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2": {
    type: "aws_s3_bucket_lifecycle_configuration",
    lists: {
      noncurrentVersionTransitions: "noncurrent_version_transition",
      rules: "rule",
      transitions: "transition",
    },
  },
  "aws:s3/bucketLogging:BucketLogging": { type: "aws_s3_bucket_logging", lists: { targetGrants: "target_grant" } },
  "aws:s3/bucketLoggingV2:BucketLoggingV2": { type: "aws_s3_bucket_logging", lists: { targetGrants: "target_grant" } },
  "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": {
    type: "aws_s3_bucket_object_lock_configuration",
  },
  "aws:s3/bucketObjectLockConfigurationV2:BucketObjectLockConfigurationV2": {
    type: "aws_s3_bucket_object_lock_configuration",
  },
  "aws:s3/bucketReplicationConfig:BucketReplicationConfig": {
    type: "aws_s3_bucket_replication_configuration",
    lists: { rules: "rule" },
  },
  "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2": {
    type: "aws_s3_bucket_server_side_encryption_configuration",
    lists: { rules: "rule" },
  },
  "aws:s3/bucketV2:BucketV2": {
    type: "aws_s3_bucket",
    lists: {
      ...sseRules,
      corsRules: "cors_rule",
      grants: "grant",
      expirations: "expiration",
      lifecycleRules: "lifecycle_rule",
      noncurrentVersionExpirations: "noncurrent_version_expiration",
      noncurrentVersionTransitions: "noncurrent_version_transition",
      transitions: "transition",
      loggings: "logging",
      replicationConfigurations: "replication_configuration",
      serverSideEncryptionConfigurations: "server_side_encryption_configuration",
      versionings: "versioning",
    },
  },
  "aws:s3/bucketVersioningV2:BucketVersioningV2": { type: "aws_s3_bucket_versioning" },
  "aws:secretsmanager/secretRotation:SecretRotation": { type: "aws_secretsmanager_secret_rotation" },
  "aws:ses/configurationSet:ConfigurationSet": { type: "aws_ses_configuration_set" },
  "aws:sns/topicSubscription:TopicSubscription": { type: "aws_sns_topic_subscription" },
  "aws:ssm/parameter:Parameter": { type: "aws_ssm_parameter" },
  "aws:wafv2/webAclRule:WebAclRule": { type: "aws_wafv2_web_acl_rule" },
  "aws:wafv2/webAclRuleGroupAssociation:WebAclRuleGroupAssociation": {
    type: "aws_wafv2_web_acl_rule_group_association",
  },
};

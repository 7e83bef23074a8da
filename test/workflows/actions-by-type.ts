/** What an AWS resource type costs in permissions: actions that make and delete it, and those that read it back. */
export interface Needs {
  deploy: readonly string[];
  read: readonly string[];
}

const needs = (deploy: string, read: string): Needs => ({
  deploy: deploy.split(" ").filter(Boolean),
  read: read.split(" ").filter(Boolean),
});

/**
 * By resource type, in the short form. A type of the program that is not here has no permission in docs/aws: look up what
 * it takes, add it to the policies, then here.
 */
export const actionsByType: Readonly<Record<string, Needs>> = {
  "aws:acm:Certificate": needs(
    "acm:RequestCertificate acm:AddTagsToCertificate acm:DeleteCertificate",
    "acm:DescribeCertificate acm:ListTagsForCertificate",
  ),
  "aws:acm:CertificateValidation": needs("", "acm:DescribeCertificate"),
  "aws:appautoscaling:Policy": needs(
    "application-autoscaling:PutScalingPolicy application-autoscaling:DeleteScalingPolicy cloudwatch:PutMetricAlarm " +
      "cloudwatch:DeleteAlarms",
    "application-autoscaling:DescribeScalingPolicies cloudwatch:DescribeAlarms",
  ),
  "aws:appautoscaling:Target": needs(
    "application-autoscaling:RegisterScalableTarget application-autoscaling:DeregisterScalableTarget " +
      "application-autoscaling:TagResource application-autoscaling:UntagResource iam:CreateServiceLinkedRole",
    "application-autoscaling:DescribeScalableTargets application-autoscaling:ListTagsForResource",
  ),
  "aws:cloudfront:CachePolicy": needs(
    "cloudfront:CreateCachePolicy cloudfront:UpdateCachePolicy cloudfront:DeleteCachePolicy",
    "cloudfront:GetCachePolicy",
  ),
  "aws:cloudfront:Distribution": needs(
    "cloudfront:CreateDistribution cloudfront:TagResource cloudfront:UpdateDistribution cloudfront:UntagResource " +
      "cloudfront:DeleteDistribution",
    "cloudfront:GetDistribution cloudfront:ListTagsForResource wafv2:GetWebACL",
  ),
  "aws:cloudfront:Function": needs(
    "cloudfront:CreateFunction cloudfront:PublishFunction cloudfront:UpdateFunction cloudfront:TagResource " +
      "cloudfront:DeleteFunction",
    "cloudfront:DescribeFunction cloudfront:GetFunction cloudfront:ListTagsForResource",
  ),
  "aws:cloudfront:KeyValueStore": needs(
    "cloudfront:CreateKeyValueStore cloudfront:UpdateKeyValueStore cloudfront:TagResource " +
      "cloudfront:DeleteKeyValueStore",
    "cloudfront:DescribeKeyValueStore cloudfront:ListTagsForResource",
  ),
  "aws:cloudfront:KeyvaluestoreKey": needs(
    "cloudfront-keyvaluestore:PutKey cloudfront-keyvaluestore:DeleteKey",
    "cloudfront-keyvaluestore:DescribeKeyValueStore cloudfront-keyvaluestore:GetKey",
  ),
  "aws:cloudfront:OriginAccessControl": needs(
    "cloudfront:CreateOriginAccessControl cloudfront:UpdateOriginAccessControl cloudfront:DeleteOriginAccessControl",
    "cloudfront:GetOriginAccessControl",
  ),
  "aws:cloudfront:ResponseHeadersPolicy": needs(
    "cloudfront:CreateResponseHeadersPolicy cloudfront:UpdateResponseHeadersPolicy " +
      "cloudfront:DeleteResponseHeadersPolicy",
    "cloudfront:GetResponseHeadersPolicy",
  ),
  "aws:cloudwatch:LogDelivery": needs(
    "logs:CreateDelivery logs:UpdateDeliveryConfiguration logs:TagResource logs:DeleteDelivery",
    "logs:GetDelivery logs:ListTagsForResource",
  ),
  "aws:cloudwatch:LogDeliveryDestination": needs(
    "logs:PutDeliveryDestination logs:TagResource logs:DeleteDeliveryDestination",
    "logs:GetDeliveryDestination logs:ListTagsForResource",
  ),
  "aws:cloudwatch:LogDeliverySource": needs(
    "logs:PutDeliverySource cloudfront:AllowVendedLogDeliveryForResource logs:TagResource logs:DeleteDeliverySource",
    "logs:GetDeliverySource logs:ListTagsForResource",
  ),
  "aws:cloudwatch:LogGroup": needs(
    "logs:CreateLogGroup logs:PutRetentionPolicy logs:AssociateKmsKey logs:TagResource logs:DeleteLogGroup",
    "logs:DescribeLogGroups logs:ListTagsForResource",
  ),
  "aws:cloudwatch:LogResourcePolicy": needs(
    "logs:PutResourcePolicy logs:DeleteResourcePolicy",
    "logs:DescribeResourcePolicies",
  ),
  "aws:ec2:DefaultSecurityGroup": needs(
    "ec2:RevokeSecurityGroupIngress ec2:RevokeSecurityGroupEgress ec2:CreateTags",
    "ec2:DescribeSecurityGroups",
  ),
  "aws:ec2:Eip": needs(
    "ec2:AllocateAddress ec2:DisassociateAddress ec2:ReleaseAddress",
    "ec2:DescribeAddresses ec2:DescribeAddressesAttribute",
  ),
  "aws:ec2:FlowLog": needs("ec2:CreateFlowLogs ec2:DeleteFlowLogs iam:PassRole", "ec2:DescribeFlowLogs"),
  "aws:ec2:InternetGateway": needs(
    "ec2:CreateInternetGateway ec2:AttachInternetGateway ec2:DetachInternetGateway ec2:DeleteInternetGateway",
    "ec2:DescribeInternetGateways",
  ),
  "aws:ec2:NatGateway": needs("ec2:CreateNatGateway ec2:DeleteNatGateway", "ec2:DescribeNatGateways"),
  "aws:ec2:Route": needs("ec2:CreateRoute ec2:ReplaceRoute ec2:DeleteRoute", "ec2:DescribeRouteTables"),
  "aws:ec2:RouteTable": needs("ec2:CreateRouteTable ec2:DeleteRouteTable", "ec2:DescribeRouteTables"),
  "aws:ec2:RouteTableAssociation": needs(
    "ec2:AssociateRouteTable ec2:DisassociateRouteTable",
    "ec2:DescribeRouteTables",
  ),
  "aws:ec2:SecurityGroup": needs(
    "ec2:CreateSecurityGroup ec2:CreateTags ec2:DeleteSecurityGroup",
    "ec2:DescribeSecurityGroups ec2:DescribeNetworkInterfaces",
  ),
  "aws:ec2:Subnet": needs("ec2:CreateSubnet ec2:ModifySubnetAttribute ec2:DeleteSubnet", "ec2:DescribeSubnets"),
  "aws:ec2:Vpc": needs(
    "ec2:CreateVpc ec2:ModifyVpcAttribute ec2:DeleteVpc",
    "ec2:DescribeVpcs ec2:DescribeVpcAttribute ec2:DescribeNetworkAcls",
  ),
  "aws:ec2:VpcEndpoint": needs(
    "ec2:CreateVpcEndpoint ec2:ModifyVpcEndpoint ec2:DeleteVpcEndpoints route53:AssociateVPCWithHostedZone",
    "ec2:DescribeVpcEndpoints ec2:DescribePrefixLists",
  ),
  "aws:ecr:LifecyclePolicy": needs("ecr:PutLifecyclePolicy ecr:DeleteLifecyclePolicy", "ecr:GetLifecyclePolicy"),
  "aws:ecr:Repository": needs(
    "ecr:CreateRepository ecr:TagResource ecr:PutImageTagMutability ecr:PutImageScanningConfiguration " +
      "ecr:DeleteRepository kms:CreateGrant kms:RetireGrant",
    "ecr:DescribeRepositories ecr:ListTagsForResource kms:DescribeKey",
  ),
  "aws:eks:AccessEntry": needs(
    "eks:CreateAccessEntry eks:UpdateAccessEntry eks:DeleteAccessEntry",
    "eks:DescribeAccessEntry",
  ),
  "aws:eks:AccessPolicyAssociation": needs(
    "eks:AssociateAccessPolicy eks:DisassociateAccessPolicy",
    "eks:ListAssociatedAccessPolicies",
  ),
  "aws:eks:Addon": needs("eks:CreateAddon eks:UpdateAddon eks:DeleteAddon", "eks:DescribeAddon"),
  "aws:eks:Cluster": needs(
    "eks:CreateCluster eks:UpdateClusterConfig eks:UpdateClusterVersion eks:DeleteCluster eks:TagResource " +
      "iam:PassRole iam:CreateServiceLinkedRole kms:CreateGrant",
    "eks:DescribeCluster eks:DescribeUpdate",
  ),
  "aws:eks:PodIdentityAssociation": needs(
    "eks:CreatePodIdentityAssociation eks:UpdatePodIdentityAssociation eks:DeletePodIdentityAssociation iam:PassRole",
    "eks:DescribePodIdentityAssociation",
  ),
  "aws:elasticache:ParameterGroup": needs(
    "elasticache:CreateCacheParameterGroup elasticache:ModifyCacheParameterGroup elasticache:ResetCacheParameterGroup " +
      "elasticache:DeleteCacheParameterGroup elasticache:AddTagsToResource",
    "elasticache:DescribeCacheParameterGroups elasticache:DescribeCacheParameters elasticache:ListTagsForResource",
  ),
  "aws:elasticache:ReplicationGroup": needs(
    "elasticache:CreateReplicationGroup elasticache:ModifyReplicationGroup elasticache:IncreaseReplicaCount " +
      "elasticache:DecreaseReplicaCount elasticache:ModifyReplicationGroupShardConfiguration " +
      "elasticache:DeleteReplicationGroup elasticache:CreateSnapshot elasticache:AddTagsToResource " +
      "elasticache:RemoveTagsFromResource kms:CreateGrant kms:DescribeKey logs:CreateLogDelivery logs:GetLogDelivery " +
      "logs:UpdateLogDelivery logs:DeleteLogDelivery logs:ListLogDeliveries logs:PutResourcePolicy " +
      "iam:CreateServiceLinkedRole",
    "elasticache:DescribeReplicationGroups elasticache:DescribeCacheClusters elasticache:DescribeCacheEngineVersions " +
      "elasticache:ListTagsForResource logs:DescribeLogGroups logs:DescribeResourcePolicies",
  ),
  "aws:elasticache:SubnetGroup": needs(
    "elasticache:CreateCacheSubnetGroup elasticache:ModifyCacheSubnetGroup elasticache:DeleteCacheSubnetGroup " +
      "elasticache:AddTagsToResource",
    "elasticache:DescribeCacheSubnetGroups elasticache:ListTagsForResource",
  ),
  "aws:elasticache:User": needs(
    "elasticache:CreateUser elasticache:ModifyUser elasticache:DeleteUser elasticache:AddTagsToResource",
    "elasticache:DescribeUsers elasticache:ListTagsForResource",
  ),
  "aws:elasticache:UserGroup": needs(
    "elasticache:CreateUserGroup elasticache:ModifyUserGroup elasticache:DeleteUserGroup elasticache:AddTagsToResource",
    "elasticache:DescribeUserGroups elasticache:ListTagsForResource",
  ),
  "aws:iam:Role": needs(
    "iam:CreateRole iam:PutRolePermissionsBoundary iam:TagRole iam:UpdateAssumeRolePolicy iam:ListInstanceProfilesForRole iam:DeleteRole",
    "iam:GetRole iam:ListRolePolicies iam:ListAttachedRolePolicies",
  ),
  "aws:iam:RolePolicy": needs("iam:PutRolePolicy iam:DeleteRolePolicy", "iam:GetRolePolicy"),
  "aws:iam:RolePolicyAttachment": needs("iam:AttachRolePolicy iam:DetachRolePolicy", "iam:ListAttachedRolePolicies"),
  "aws:kms:Alias": needs("kms:CreateAlias kms:UpdateAlias kms:DeleteAlias", "kms:ListAliases"),
  "aws:kms:Key": needs(
    "kms:CreateKey kms:TagResource kms:EnableKeyRotation kms:PutKeyPolicy kms:ScheduleKeyDeletion",
    "kms:DescribeKey kms:GetKeyPolicy kms:GetKeyRotationStatus kms:ListResourceTags",
  ),
  "aws:lb:Listener": needs(
    "elasticloadbalancing:CreateListener elasticloadbalancing:ModifyListener " +
      "elasticloadbalancing:ModifyListenerAttributes elasticloadbalancing:DeleteListener",
    "elasticloadbalancing:DescribeListeners elasticloadbalancing:DescribeListenerAttributes",
  ),
  "aws:lb:ListenerCertificate": needs(
    "elasticloadbalancing:AddListenerCertificates elasticloadbalancing:RemoveListenerCertificates",
    "elasticloadbalancing:DescribeListenerCertificates",
  ),
  "aws:lb:ListenerRule": needs(
    "elasticloadbalancing:CreateRule elasticloadbalancing:ModifyRule elasticloadbalancing:SetRulePriorities " +
      "elasticloadbalancing:DeleteRule",
    "elasticloadbalancing:DescribeRules elasticloadbalancing:DescribeTags",
  ),
  "aws:lb:LoadBalancer": needs(
    "elasticloadbalancing:CreateLoadBalancer elasticloadbalancing:ModifyLoadBalancerAttributes " +
      "elasticloadbalancing:SetSecurityGroups elasticloadbalancing:SetSubnets elasticloadbalancing:AddTags " +
      "elasticloadbalancing:DeleteLoadBalancer iam:CreateServiceLinkedRole",
    "elasticloadbalancing:DescribeLoadBalancers elasticloadbalancing:DescribeLoadBalancerAttributes",
  ),
  "aws:lb:TargetGroup": needs(
    "elasticloadbalancing:CreateTargetGroup elasticloadbalancing:ModifyTargetGroup " +
      "elasticloadbalancing:ModifyTargetGroupAttributes elasticloadbalancing:DeleteTargetGroup",
    "elasticloadbalancing:DescribeTargetGroups elasticloadbalancing:DescribeTargetGroupAttributes",
  ),
  "aws:mq:Broker": needs(
    "mq:CreateBroker mq:UpdateBroker mq:RebootBroker mq:DeleteBroker mq:CreateTags mq:DeleteTags " +
      "ec2:CreateNetworkInterface ec2:CreateNetworkInterfacePermission ec2:CreateVpcEndpoint " +
      "ec2:DeleteNetworkInterface ec2:DeleteNetworkInterfacePermission ec2:DeleteVpcEndpoints " +
      "ec2:DetachNetworkInterface ec2:ModifyNetworkInterfaceAttribute kms:CreateGrant kms:DescribeKey " +
      "route53:AssociateVPCWithHostedZone iam:CreateServiceLinkedRole",
    "mq:DescribeBroker mq:DescribeUser mq:ListTags ec2:DescribeNetworkInterfacePermissions",
  ),
  "aws:mq:Configuration": needs(
    "mq:CreateConfiguration mq:UpdateConfiguration mq:DeleteConfiguration mq:CreateTags mq:DeleteTags",
    "mq:DescribeConfiguration mq:DescribeConfigurationRevision mq:ListTags",
  ),
  "aws:msk:Cluster": needs(
    "kafka:CreateCluster kafka:UpdateBrokerCount kafka:UpdateBrokerStorage kafka:UpdateBrokerType " +
      "kafka:UpdateClusterConfiguration kafka:UpdateClusterKafkaVersion kafka:UpdateMonitoring " +
      "kafka:UpdateRebalancing kafka:UpdateSecurity kafka:UpdateStorage kafka:DeleteCluster kafka:TagResource " +
      "kafka:UntagResource kms:CreateGrant kms:DescribeKey kms:RetireGrant logs:CreateLogDelivery logs:GetLogDelivery " +
      "logs:UpdateLogDelivery logs:DeleteLogDelivery logs:ListLogDeliveries logs:PutResourcePolicy " +
      "iam:CreateServiceLinkedRole",
    "kafka:DescribeCluster kafka:DescribeClusterV2 kafka:DescribeClusterOperation kafka:DescribeClusterOperationV2 " +
      "kafka:GetBootstrapBrokers kafka:ListTagsForResource logs:DescribeLogGroups logs:DescribeResourcePolicies",
  ),
  "aws:msk:Configuration": needs(
    "kafka:CreateConfiguration kafka:UpdateConfiguration kafka:DeleteConfiguration",
    "kafka:DescribeConfiguration kafka:DescribeConfigurationRevision kafka:ListConfigurations",
  ),
  "aws:msk:Topic": needs(
    "kafka:CreateTopic kafka:UpdateTopic kafka:DeleteTopic kafka-cluster:Connect kafka-cluster:CreateTopic " +
      "kafka-cluster:AlterTopic kafka-cluster:AlterTopicDynamicConfiguration kafka-cluster:DeleteTopic",
    "kafka:DescribeTopic kafka-cluster:Connect kafka-cluster:DescribeTopic " +
      "kafka-cluster:DescribeTopicDynamicConfiguration",
  ),
  "aws:rds:Instance": needs(
    "rds:CreateDBInstance rds:ModifyDBInstance rds:RebootDBInstance rds:DeleteDBInstance rds:CreateDBSnapshot " +
      "rds:AddTagsToResource rds:RemoveTagsFromResource kms:CreateGrant kms:DescribeKey iam:PassRole " +
      "iam:CreateServiceLinkedRole",
    "rds:DescribeDBInstances rds:ListTagsForResource",
  ),
  "aws:rds:ParameterGroup": needs(
    "rds:CreateDBParameterGroup rds:ModifyDBParameterGroup rds:ResetDBParameterGroup rds:DeleteDBParameterGroup " +
      "rds:AddTagsToResource",
    "rds:DescribeDBParameterGroups rds:DescribeDBParameters rds:ListTagsForResource",
  ),
  "aws:rds:Proxy": needs(
    "rds:CreateDBProxy rds:ModifyDBProxy rds:DeleteDBProxy rds:AddTagsToResource rds:RemoveTagsFromResource iam:PassRole",
    "rds:DescribeDBProxies rds:ListTagsForResource",
  ),
  "aws:rds:ProxyDefaultTargetGroup": needs("rds:ModifyDBProxyTargetGroup", "rds:DescribeDBProxyTargetGroups"),
  "aws:rds:ProxyTarget": needs(
    "rds:RegisterDBProxyTargets rds:DeregisterDBProxyTargets",
    "rds:DescribeDBProxyTargets rds:DescribeDBProxyTargetGroups",
  ),
  "aws:rds:SubnetGroup": needs(
    "rds:CreateDBSubnetGroup rds:ModifyDBSubnetGroup rds:DeleteDBSubnetGroup rds:AddTagsToResource",
    "rds:DescribeDBSubnetGroups rds:ListTagsForResource",
  ),
  "aws:route53:HostedZoneDnsSec": needs(
    "route53:EnableHostedZoneDNSSEC route53:DisableHostedZoneDNSSEC",
    "route53:GetDNSSEC",
  ),
  "aws:route53:KeySigningKey": needs(
    "route53:CreateKeySigningKey route53:ActivateKeySigningKey route53:DeactivateKeySigningKey " +
      "route53:DeleteKeySigningKey kms:CreateGrant",
    "route53:GetDNSSEC kms:GetPublicKey",
  ),
  "aws:route53:QueryLog": needs(
    "route53:CreateQueryLoggingConfig route53:DeleteQueryLoggingConfig",
    "route53:GetQueryLoggingConfig",
  ),
  "aws:route53:Record": needs(
    "route53:ChangeResourceRecordSets",
    "route53:ListResourceRecordSets route53:GetChange route53:GetHostedZone",
  ),
  "aws:route53:Zone": needs(
    "route53:CreateHostedZone route53:ChangeTagsForResource route53:DeleteHostedZone",
    "route53:GetHostedZone route53:ListTagsForResource route53:GetChange",
  ),
  "aws:s3:Bucket": needs(
    "s3:CreateBucket s3:PutBucketTagging s3:DeleteBucket",
    "s3:ListBucket s3:GetBucketLocation s3:GetBucketTagging s3:GetReplicationConfiguration",
  ),
  "aws:s3:BucketCorsConfiguration": needs("s3:PutBucketCORS", "s3:GetBucketCORS"),
  "aws:s3:BucketLifecycleConfiguration": needs("s3:PutLifecycleConfiguration", "s3:GetLifecycleConfiguration"),
  "aws:s3:BucketLogging": needs("s3:PutBucketLogging", "s3:GetBucketLogging"),
  // No access lists, and never without tags.
  "aws:s3:BucketObjectv2": needs(
    "s3:PutObject s3:PutObjectTagging s3:ListBucketVersions s3:DeleteObject s3:DeleteObjectVersion",
    "s3:GetObject s3:GetObjectTagging s3:ListBucket",
  ),
  "aws:s3:BucketOwnershipControls": needs("s3:PutBucketOwnershipControls", "s3:GetBucketOwnershipControls"),
  "aws:s3:BucketPolicy": needs("s3:PutBucketPolicy s3:DeleteBucketPolicy", "s3:GetBucketPolicy"),
  "aws:s3:BucketPublicAccessBlock": needs("s3:PutBucketPublicAccessBlock", "s3:GetBucketPublicAccessBlock"),
  "aws:s3:BucketServerSideEncryptionConfiguration": needs(
    "s3:PutEncryptionConfiguration",
    "s3:GetEncryptionConfiguration",
  ),
  "aws:s3:BucketVersioning": needs("s3:PutBucketVersioning", "s3:GetBucketVersioning"),
  "aws:secretsmanager:Secret": needs(
    "secretsmanager:CreateSecret secretsmanager:TagResource secretsmanager:UpdateSecret secretsmanager:DeleteSecret",
    "secretsmanager:DescribeSecret secretsmanager:GetResourcePolicy",
  ),
  "aws:secretsmanager:SecretVersion": needs(
    "secretsmanager:PutSecretValue secretsmanager:UpdateSecretVersionStage",
    "secretsmanager:GetSecretValue secretsmanager:ListSecretVersionIds",
  ),
  "aws:sesv2:ConfigurationSet": needs(
    "ses:CreateConfigurationSet ses:PutConfigurationSetDeliveryOptions ses:PutConfigurationSetReputationOptions " +
      "ses:PutConfigurationSetSendingOptions ses:PutConfigurationSetSuppressionOptions " +
      "ses:PutConfigurationSetTrackingOptions ses:PutConfigurationSetVdmOptions ses:TagResource " +
      "ses:DeleteConfigurationSet",
    "ses:GetConfigurationSet ses:ListTagsForResource",
  ),
  "aws:sesv2:ConfigurationSetEventDestination": needs(
    "ses:CreateConfigurationSetEventDestination ses:UpdateConfigurationSetEventDestination " +
      "ses:DeleteConfigurationSetEventDestination",
    "ses:GetConfigurationSetEventDestinations",
  ),
  "aws:sesv2:EmailIdentity": needs(
    "ses:CreateEmailIdentity ses:PutEmailIdentityConfigurationSetAttributes " +
      "ses:PutEmailIdentityDkimSigningAttributes ses:TagResource ses:DeleteEmailIdentity",
    "ses:GetEmailIdentity ses:ListTagsForResource",
  ),
  "aws:sesv2:EmailIdentityMailFromAttributes": needs("ses:PutEmailIdentityMailFromAttributes", "ses:GetEmailIdentity"),
  "aws:sns:Topic": needs(
    "sns:CreateTopic sns:SetTopicAttributes sns:TagResource sns:DeleteTopic",
    "sns:GetTopicAttributes sns:ListTagsForResource",
  ),
  "aws:sns:TopicPolicy": needs("sns:SetTopicAttributes", "sns:GetTopicAttributes"),
  "aws:vpc:SecurityGroupEgressRule": needs(
    "ec2:AuthorizeSecurityGroupEgress ec2:RevokeSecurityGroupEgress",
    "ec2:DescribeSecurityGroupRules",
  ),
  "aws:vpc:SecurityGroupIngressRule": needs(
    "ec2:AuthorizeSecurityGroupIngress ec2:RevokeSecurityGroupIngress ec2:ModifySecurityGroupRules",
    "ec2:DescribeSecurityGroupRules",
  ),
  "aws:wafv2:WebAcl": needs(
    "wafv2:CreateWebACL wafv2:UpdateWebACL wafv2:TagResource wafv2:DeleteWebACL",
    "wafv2:GetWebACL wafv2:ListTagsForResource",
  ),
  "aws:wafv2:WebAclAssociation": needs(
    "wafv2:AssociateWebACL wafv2:DisassociateWebACL elasticloadbalancing:SetWebAcl " +
      "elasticloadbalancing:CreateWebACLAssociation elasticloadbalancing:DeleteWebACLAssociation",
    "wafv2:GetWebACLForResource elasticloadbalancing:GetLoadBalancerWebACL",
  ),
  "aws:wafv2:WebAclLoggingConfiguration": needs(
    "wafv2:PutLoggingConfiguration wafv2:DeleteLoggingConfiguration logs:CreateLogDelivery logs:DeleteLogDelivery " +
      "logs:PutResourcePolicy iam:CreateServiceLinkedRole",
    "wafv2:GetLoggingConfiguration logs:DescribeResourcePolicies logs:DescribeLogGroups",
  ),
};

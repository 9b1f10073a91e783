module eks-elk/aws

go 1.26

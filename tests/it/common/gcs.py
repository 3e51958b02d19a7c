"""A server that speaks as much of Google Cloud Storage's XML API as the program uses.

That API has the requests of S3 with headers of its own names: moto's S3 answers them.
"""

from urllib.parse import unquote

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, run_simple

OWNER = "AWS4-HMAC-SHA256 Credential=test/20200101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0"
s3 = DomainDispatcherApplication(create_backend_app)


def gcs(environ, start_response):
    # A generation of 0 is an object that is not there.
    if environ.pop("HTTP_X_GOOG_IF_GENERATION_MATCH", None) == "0":
        environ["HTTP_IF_NONE_MATCH"] = "*"
    source = environ.pop("HTTP_X_GOOG_COPY_SOURCE", None)
    if source:
        environ["HTTP_X_AMZ_COPY_SOURCE"] = source
    # Nobody is refused: moto asks for a name, and believes it.
    environ["HTTP_AUTHORIZATION"] = OWNER
    return s3(environ, start_response)


class Handler(WSGIRequestHandler):
    def log_request(self, code="-", size="-"):
        self.log("info", '"%s" %s %s', unquote(self.requestline), code, size)


run_simple("127.0.0.1", 0, gcs, threaded=True, request_handler=Handler)

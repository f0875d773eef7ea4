package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import org.jspecify.annotations.Nullable;

/** The model to serve and where its files come from. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "!has(self.digest) || !self.uri.startsWith('oci://') || !self.uri.contains('@')"
            + " || self.uri.endsWith('@' + self.digest)",
    message =
        "spec.model.digest and the digest in spec.model.uri differ: state the digest once, or the"
            + " same one"
            + " twice")
@ValidationRule(
    value = "!self.uri.startsWith('pvc://') || !has(self.credentials)",
    message =
        "spec.model.credentials has no use with pvc://: whoever may run pods in a namespace may"
            + " mount its claims; remove it")
@ValidationRule(
    value = "!self.uri.startsWith('pvc://') || !has(self.storage)",
    message = "spec.model.storage has no use with pvc://: nothing is copied; remove it")
@ValidationRule(
    value =
        "!has(self.endpoint) || self.uri.startsWith('hf://') || self.uri.startsWith('s3://')"
            + " || self.uri.startsWith('djl://')",
    message = "spec.model.endpoint has a use with hf://, s3:// and djl:// only: remove it")
@ValidationRule(
    value = "!has(self.region) || self.uri.startsWith('s3://')",
    message = "spec.model.region has a use with s3:// only: remove it")
@ValidationRule(
    value =
        "!has(self.pinning) || self.pinning != 'Strict' || has(self.digest)"
            + " || self.uri.matches('^oci://.*@sha256:[0-9a-f]{64}$')"
            + " || self.uri.matches('^hf://[^/@]+/[^/@]+@[0-9a-f]{40}(/.*)?$')",
    message =
        "spec.model.pinning is Strict and spec.model.uri may stand for something else tomorrow:"
            + " state spec.model.digest, or a uri that cannot change (oci://HOST/REPOSITORY@DIGEST,"
            + " hf://ORG/REPO@COMMIT)")
@ValidationRule(
    value = "!has(self.track) || !has(self.pinning) || self.pinning != 'Strict'",
    message =
        "spec.model.track follows a uri that moves, which spec.model.pinning: Strict refuses: remove"
            + " one of them")
@ValidationRule(
    value = "!has(self.track) || !has(self.digest)",
    message =
        "spec.model.track follows a uri that moves, and with spec.model.digest nothing else may be"
            + " served: remove one of them")
@ValidationRule(
    value =
        "!has(self.track) || !(self.uri.startsWith('pvc://')"
            + " || self.uri.matches('^oci://.*@sha256:[0-9a-f]{64}$')"
            + " || self.uri.matches('^hf://[^/@]+/[^/@]+@[0-9a-f]{40}(/.*)?$'))",
    message =
        "spec.model.track needs a uri that can be asked what it stands for now, and that may stand"
            + " for something else tomorrow (an oci:// tag, an hf:// branch, s3://, djl://, https://):"
            + " remove it, or name such a one")
@JsonIgnoreProperties(ignoreUnknown = true)
public record ModelSpec(
    @Required
        @JsonPropertyDescription(
            "Where the files are: https://HOST/PATH (a model file, or a tar or zip archive),"
                + " oci://HOST/REPOSITORY(:TAG|@DIGEST) (a model artifact in a registry),"
                + " hf://ORG/REPO[@REVISION][/PATH] (a repository on the Hugging Face Hub),"
                + " s3://BUCKET/PREFIX (objects in S3 or another store that speaks its API),"
                + " djl://GROUP/ARTIFACT/VERSION (a model of the model zoo of the Deep Java Library)"
                + " or pvc://CLAIM/PATH (a folder in a PersistentVolumeClaim of the same namespace,"
                + " mounted read-only where it is).")
        @Size(min = 1, max = 2048) @ValidationRule(
            value =
                "self.startsWith('https://') || self.startsWith('oci://')"
                    + " || self.startsWith('hf://') || self.startsWith('s3://')"
                    + " || self.startsWith('djl://') || self.startsWith('pvc://')",
            message =
                "spec.model.uri must start with https://, oci://, hf://, s3://, djl:// or pvc://:"
                    + " these are the sources that this version can read")
        @ValidationRule(
            value = "self.startsWith('pvc://') || self.matches('^[!-~]*$')",
            message =
                "spec.model.uri holds a space or a character that is not ASCII: percent-encode it"
                    + " (a"
                    + " space is %20)")
        @ValidationRule(
            value =
                "!self.startsWith('https://')"
                    + " || self.matches('^https://[^/?#]*@') || self.matches('^https://[^/?#@]+/[^#]+$')",
            message = "spec.model.uri must name a host and a path: https://HOST/PATH, without '#'")
        @ValidationRule(
            value = "!self.matches('^[a-z]+://[^/?#]*@[^/?#]*(/|$)')",
            message =
                "spec.model.uri must not carry a user name or password: put them into a Secret and"
                    + " name"
                    + " it in spec.model.credentials.secretRef")
        @ValidationRule(
            value =
                "!self.startsWith('oci://') || self.matches('^oci://[^/]*@')"
                    + " || self.matches('^oci://([A-Za-z0-9.-]+|[[][0-9A-Fa-f:]+[]])(:[0-9]{1,5})?"
                    + "(/[a-z0-9]+([._-]+[a-z0-9]+)*)+"
                    + "(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127}|(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?@sha256:[0-9a-f]{64})$'"
                    + ")",
            message =
                "spec.model.uri must be oci://HOST/REPOSITORY:TAG or"
                    + " oci://HOST/REPOSITORY@sha256:DIGEST; a repository is in lower case")
        @ValidationRule(
            value =
                "!self.startsWith('hf://') || (self.size() <= 1024"
                    + " && self.matches('^hf://[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._-]*"
                    + "(@(refs/(pr|convert)/)?[A-Za-z0-9._-]+)?(/[A-Za-z0-9._+=@~-]+)*/?$'))",
            message =
                "spec.model.uri must be hf://ORG/REPO, with @REVISION (a branch, tag or commit) and"
                    + " /PATH (a file or folder) where they are wanted, in at most 1024 characters;"
                    + " letters, digits and '.', '_', '-', '+', '=', '@' and '~' may be in PATH")
        @ValidationRule(
            value =
                "!self.startsWith('s3://') || (self.size() <= 1024"
                    + " && self.matches('^s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"
                    + "(/[A-Za-z0-9!_.*()=+@,:~-]+)*/?$'))",
            message =
                "spec.model.uri must be s3://BUCKET/PREFIX in at most 1024 characters: a bucket's"
                    + " name is in lower case, PREFIX the folder of the model or one object")
        @ValidationRule(
            value =
                "!self.startsWith('djl://') || (self.size() <= 1024"
                    + " && self.matches('^djl://[A-Za-z0-9_-]+([.][A-Za-z0-9_-]+)*"
                    + "(/[A-Za-z0-9_][A-Za-z0-9._-]*)+/[0-9]+([.][0-9]+)*"
                    + "(/[A-Za-z0-9_][A-Za-z0-9._-]*)?$'))",
            message =
                "spec.model.uri must be djl://GROUP/ARTIFACT/VERSION, with /NAME where several models"
                    + " share the version, in at most 1024 characters: VERSION is digits and dots, such"
                    + " as 0.0.1")
        @ValidationRule(
            value =
                "!self.startsWith('pvc://')"
                    + " || self.matches('^pvc://[a-z0-9]([-a-z0-9]*[a-z0-9])?"
                    + "([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*(/[A-Za-z0-9._+=@~-]+)*/?$')",
            message =
                "spec.model.uri must be pvc://CLAIM/PATH: CLAIM is the name of a"
                    + " PersistentVolumeClaim in the same namespace, PATH a folder in it; letters,"
                    + " digits and '.', '_', '-', '+', '=', '@' and '~' may be in its name")
        @ValidationRule(
            value = "!self.matches('^(pvc|hf|s3)://') || !self.matches('/[.]{1,2}(/|$)')",
            message =
                "spec.model.uri must not hold '.' or '..' as a part of its path: write the path as"
                    + " it is from the top of the claim, repository or bucket")
        String uri,
    @JsonPropertyDescription(
            "The owner's name for this version of the model: shown, reported, and sent back by the"
                + " server. Letters, digits, '.', '_', '+' and '-'.")
        @Size(min = 1, max = 63) @ValidationRule(
            value = "self.matches('^[A-Za-z0-9]([A-Za-z0-9._+-]*[A-Za-z0-9])?$')",
            message =
                "spec.model.version may hold letters, digits, '.', '_', '+' and '-', and starts"
                    + " and ends"
                    + " with a letter or digit")
        @Nullable String version,
    @JsonPropertyDescription(
            "Serve nothing else than this: sha256:HEX of the downloaded file or archive (https://),"
                + " of the manifest (oci://), of the list of files (hf://, s3://, djl://), or of that of"
                + " the folder (pvc://); the page on models has the commands that print it.")
        @Size(min = 1, max = 128) @ValidationRule(
            value = "self.matches('^sha256:[0-9a-f]{64}$')",
            message =
                "spec.model.digest must be 'sha256:' and 64 hexadecimal digits in lower case"
                    + " (sha256sum"
                    + " prints the digits)")
        @Nullable String digest,
    @JsonPropertyDescription(
            "What is done about a uri that may stand for something else tomorrow (a tag, a branch,"
                + " a bucket, an address) where no digest is stated. Resolve (default): what it"
                + " stands for is found out once for each revision, and every pod of the revision"
                + " has exactly that. Strict: it is refused.")
        @Nullable Pinning pinning,
    @JsonPropertyDescription(
            "Follow the uri: it is asked again and again what it stands for, and where that is"
                + " something else, a new revision is made and rolled out. Default: it is asked for"
                + " an edit of model or refresh only.")
        @Nullable TrackSpec track,
    @JsonPropertyDescription(
            "The model's name in requests (Open Inference Protocol, OpenAI). Default:"
                + " metadata.name.")
        @Size(min = 1, max = 128) @ValidationRule(
            value = "self.matches('^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$')",
            message =
                "spec.model.name may hold letters, digits, '.', '_' and '-', and starts and ends"
                    + " with a"
                    + " letter or digit, since it is part of the request path")
        @Nullable String name,
    @JsonPropertyDescription(
            "How the model file is encoded, which chooses the model server's image too. Auto"
                + " (default): found from the files by the server for ONNX. TorchScript carries"
                + " code: it needs a digest, and a Namespace with the label"
                + " serving.fairlead.dev/allow-code=true.")
        @Nullable ModelFormat format,
    @JsonPropertyDescription(
            "What the server does around the model. Tensor: tensors in, tensors out. Embedding:"
                + " text in, one vector out. TextClassification: text in, a label and its"
                + " probability out. TokenClassification: text in, the entities in it out."
                + " ImageClassification: a JPEG or PNG in, a label and its probability out."
                + " OpticalCharacterRecognition: a JPEG or PNG in, the lines of text in it out."
                + " Auto (default): found from the files.")
        @Nullable ModelTask task,
    @JsonPropertyDescription(
            "Where the store is: of s3:// one that is not AWS, of hf:// a mirror of the Hub, of djl://"
                + " a repository in the form of DJL's model zoo. https://HOST, with a port and a path"
                + " where there is one; http:// for hosts in the operator's fetch.plainHttpHosts."
                + " Default: the operator's, else AWS, huggingface.co and mlrepo.djl.ai.")
        @Size(min = 1, max = 512) @ValidationRule(
            value =
                "self.matches('^https?://([A-Za-z0-9._-]+|[[][0-9A-Fa-f:]+[]])(:[0-9]{1,5})?"
                    + "(/[A-Za-z0-9._~-]+)*/?$')",
            message =
                "spec.model.endpoint must be https://HOST, with a port and a path where there is"
                    + " one; without a user name, '?' and '#'")
        @Nullable String endpoint,
    @JsonPropertyDescription(
            "The region of the bucket (s3://), such as eu-central-1. Default: the one that the"
                + " service account's role names, else us-east-1.")
        @Size(min = 1, max = 63) @ValidationRule(
            value = "self.matches('^[a-z0-9]([a-z0-9-]*[a-z0-9])?$')",
            message =
                "spec.model.region must be the name of a region, such as eu-central-1: lower-case"
                    + " letters, digits and '-'")
        @Nullable String region,
    @JsonPropertyDescription(
            "Room for the model's files, such as 20Gi: the size limit of their volume, and"
                + " requested"
                + " as ephemeral storage, so that the pod is put on a node that has it.")
        @ValidationRule(
            value =
                "type(self) == int ? self > 0"
                    + " : isQuantity(string(self)) &&"
                    + " quantity(string(self)).isGreaterThan(quantity('0'))",
            message = "spec.model.storage must be a quantity above 0, such as 500Mi or 20Gi")
        @Nullable Quantity storage,
    @JsonPropertyDescription("What the fetch container may use to read the model.")
        @Nullable CredentialsSpec credentials) {}

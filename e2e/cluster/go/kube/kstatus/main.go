// kstatus reads Kubernetes objects as JSON, one after the other, and prints for each what Flux and Helm 4 make of it:
// Current, InProgress, Failed, Terminating.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/cli-utils/pkg/kstatus/status"
)

func main() {
	objects := json.NewDecoder(os.Stdin)
	for {
		object := &unstructured.Unstructured{}
		err := objects.Decode(object)
		if errors.Is(err, io.EOF) {
			return
		}
		exitOn(err)
		result, err := status.Compute(object)
		exitOn(err)
		fmt.Println(result.Status)
	}
}

func exitOn(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

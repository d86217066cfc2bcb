#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""The Kubernetes example: each key is one that its reader knows, and names in one file fit those in others."""
import copy
import json
import pathlib
import re
import unittest

import jsonschema
import yaml

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parents[1]
EXAMPLE = TOP / "deploy/kubernetes"
# Text in a document that is a document itself.
INNER = {("ConfigMap", "data", "config.json"): "device-plugin", ("NetworkAttachmentDefinition", "spec", "config"): "cni"}


def schema(name):
    found = json.loads((HERE / f"schemas/{name}.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(found)
    return found


def documents():
    """All of the example, by kind; with inner documents by their schema's name."""
    found = {}
    for path in sorted(EXAMPLE.glob("*.yaml")):
        for document in yaml.safe_load_all(path.read_text(encoding="utf-8")):
            found[document["kind"]] = document
    for (kind, *keys), name in INNER.items():
        text = found[kind]
        for key in keys:
            text = text[key]
        found[name] = json.loads(text)
    return found


def labels_of(containerfile):
    lines = (EXAMPLE / containerfile).read_text(encoding="utf-8")
    return {key: json.loads(json.loads(value)) for key, value in re.findall(r"^LABEL (\S+?)=(\".*\")$", lines, re.M)}


def wrong(found):
    """What is wrong with the documents, as a list of texts."""
    problems = []
    for name, document in found.items():
        for e in jsonschema.Draft7Validator(schema(name)).iter_errors(document):
            problems.append(f"{name}: {'/'.join(map(str, e.absolute_path))}: {e.message}")
    return problems or misfits(found)


def misfits(found):
    """What does not fit, in documents that are right by themselves."""
    pod, app, network = found["Pod"], found["ClusterBpfApplication"], found["NetworkAttachmentDefinition"]
    container, volume, pool = pod["spec"]["containers"][0], pod["spec"]["volumes"][0], found["device-plugin"]["pools"][0]
    attributes, mount, program = volume["csi"]["volumeAttributes"], container["volumeMounts"][0], app["spec"]["programs"][0]
    source = (TOP / "bpf/redirect_minimal.bpf.c").read_text(encoding="utf-8")
    function = re.search(r'SEC\("xdp"\)\s+int (\w+)\(', source)[1]
    map_name = re.search(r'\} (\w+) SEC\("\.maps"\)', source)[1]
    labels = labels_of("bytecode.Containerfile")
    capabilities = [f"cap_{c.lower()}" for c in container["securityContext"]["capabilities"]["add"]]
    setcaps = re.findall(r"setcap (\S+)\+ep", (EXAMPLE / "xdpk.Containerfile").read_text(encoding="utf-8"))
    device, resource = pool["devices"][0]["name"], f"afxdp/{pool['name']}"
    port = next(a for a in container["args"] if a.startswith("xsk:"))
    user = re.search(r"^USER (\d+):(\d+)$", (EXAMPLE / "xdpk.Containerfile").read_text(encoding="utf-8"), re.M)
    checks = {
        "the namespace": {found["Namespace"]["metadata"]["name"], network["metadata"]["namespace"],
                          pod["metadata"]["namespace"]},
        "the resource": {resource, network["metadata"]["annotations"]["k8s.v1.cni.cncf.io/resourceName"],
                         *(r for which in container["resources"].values() for r in which if "/" in r)},
        "the network": {network["metadata"]["name"], found["cni"]["name"],
                        pod["metadata"]["annotations"]["k8s.v1.cni.cncf.io/networks"]},
        "the device": {device, *program["xdp"]["links"][0]["interfaceSelector"]["interfaces"],
                       port.removeprefix("xsk:").split(",")[0]},
        "the bpfman application": {app["metadata"]["name"], attributes["csi.bpfman.io/program"]},
        "the program": {function, program["name"], *labels["io.ebpf.programs"]},
        "the map": {map_name, attributes["csi.bpfman.io/maps"], *labels["io.ebpf.maps"]},
        "the map's path": {f"{mount['mountPath']}/{map_name}", port.partition("xskmap=pin:")[2].split(",")[0]},
        "the volume": {volume["name"], mount["name"]},
        "the nodes": {json.dumps(app["spec"]["nodeSelector"]), json.dumps(pod["spec"]["nodeSelector"])},
        "the capabilities": {",".join(capabilities), *setcaps},
        "the user": {int(user[1]), pod["spec"]["securityContext"]["runAsUser"]},
        "file capabilities": {True, container["securityContext"]["allowPrivilegeEscalation"]},
        "who attaches programs": {True, pool["udsServerDisable"], not pool["bpfMapPinningEnable"],
                                  found["cni"]["skipUnloadBpf"]},
        "bpf(2) in the pod": {"Unconfined", pod["spec"]["securityContext"]["seccompProfile"]["type"]},
    }
    return [f"{what}: {', '.join(map(str, values))}" for what, values in checks.items() if len(values) != 1]


def keys_of(node, path=()):
    """The path of each key, at whatever depth."""
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in items:
        if isinstance(node, dict):
            yield (*path, key)
        yield from keys_of(value, (*path, key))


class KubernetesExample(unittest.TestCase):
    def test_is_right(self):
        self.assertEqual(wrong(documents()), [])

    def test_each_misspelt_key_is_found(self):
        found = documents()
        # Text that the inner documents were read from is not looked at again.
        for name, document in found.items():
            for *path, key in keys_of(document):
                if path[-1:] == ["labels"]:
                    continue
                broken = copy.deepcopy(found)
                node = broken[name]
                for step in path:
                    node = node[step]
                node[key + "x"] = node.pop(key)
                with self.subTest(document=name, key="/".join(map(str, [*path, key]))):
                    try:
                        self.assertNotEqual(wrong(broken), [])
                    except KeyError:
                        pass

    def test_names_that_do_not_fit_are_found(self):
        for name, path, value in (
            ("Pod", ["metadata", "annotations", "k8s.v1.cni.cncf.io/networks"], "other"),
            ("Pod", ["spec", "containers", 0, "args", 1], "xsk:ens2f0,xskmap=pin:/run/xdpk/maps/xsks"),
            ("Pod", ["spec", "containers", 0, "securityContext", "capabilities", "add"], ["NET_RAW", "IPC_LOCK"]),
            ("Pod", ["spec", "volumes", 0, "csi", "volumeAttributes", "csi.bpfman.io/program"], "xdpk-to-socket"),
            ("ClusterBpfApplication", ["spec", "programs", 0, "name"], "xdpk_redirect"),
            ("device-plugin", ["pools", 0, "name"], "fast"),
            ("device-plugin", ["pools", 0, "udsServerDisable"], False),
        ):
            broken = documents()
            node = broken[name]
            for step in path[:-1]:
                node = node[step]
            node[path[-1]] = value
            with self.subTest(document=name, value=value):
                self.assertEqual(len(wrong(broken)), 1)


if __name__ == "__main__":
    unittest.main()

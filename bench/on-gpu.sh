#!/usr/bin/env bash
# Tests and measures NetInsight on a machine that has a GPU and no .NET.
#
#   bench/on-gpu.sh pack            here: publishes tests and benchmarks with their runtime into artifacts/on-gpu.tar.xz
#   bench/on-gpu.sh run [cuda]      there, in the repository's root: unpacks them, measures PyTorch, then both benchmarks, then the GPU tests
#
# `run opencl` does the same through OpenCL; on PoCL it tries the script without a GPU. A run takes about five minutes; PyTorch is measured
# in a process of its own, and what it printed is read from a file. EFFORT is the share of the usual test cases (0.1: 35 s on an H200).
set -euo pipefail
cd "$(dirname "$0")/.."
packed=artifacts/on-gpu.tar.xz

pack() {
  local folder=artifacts/on-gpu
  rm -rf "$folder"
  for project in tests/NetInsight.Tests bench/NetInsight.Benchmarks; do
    dotnet publish "$project" -c Release -r linux-x64 --self-contained -o "$folder" -v q --nologo
  done
  # What GPU tests and benchmarks do not load: symbols, documentation, ONNX Runtime, translations of the compiler's messages.
  find "$folder" \( -name '*.pdb' -o -name '*.xml' -o -name '*.lib' -o -name '*.dbg' -o -name '*onnxruntime*.so' -o -name 'onnxruntime.dll' \) -delete
  find "$folder" -mindepth 1 -maxdepth 1 -type d -exec rm -r {} +
  tar -C artifacts -c on-gpu | xz -T0 -1 > "$packed"
  ls -l "$packed"
}

run() {
  local kind=${1:-cuda} out=${OUT:-artifacts} models=${MODELS:-resnet18,vgg16,squeezenet1_1,mobilenet_v2,googlenet}
  local stride=${STRIDE:-8} bin=artifacts/on-gpu failed=0
  [ "$kind" = opencl ] && export POCL_EXTRA_BUILD_FLAGS=-D__generic=__global
  tar -C artifacts -xJf "$packed"
  python3 bench/versus_torch.py --models "$models" --batches 32,1,128 --gradient-batches 32 --occlusion "32:$stride" --seconds 0.2 \
    > "$out/peers.tsv" || echo "PyTorch was not measured"
  "$bin/NetInsight.Benchmarks" gpu --device "$kind" --models "${models%%,*}" | tee "$out/steps.txt"
  "$bin/NetInsight.Benchmarks" versus --device "$kind" --models "$models" --batch 32 --batch 1 --batch 128 \
    --rounds "${ROUNDS:-1}" --peers "$out/peers.tsv" | tee "$out/versus.txt"
  "$bin/NetInsight.Benchmarks" versus --gradient --device "$kind" --models "$models" --batch 32 \
    --rounds "${ROUNDS:-1}" --peers "$out/peers.tsv" | tee "$out/gradient.txt"
  "$bin/NetInsight.Benchmarks" occlusion --device "$kind" --models "$models" --window 32 --stride "$stride" \
    --rounds 3 --peers "$out/peers.tsv" | tee "$out/occlusion.txt"
  # Tests that have the kind in their name, and classes that take it as a parameter; without OpenCL's drivers their cases for it are skipped.
  local tests=(-method "*$([ "$kind" = cuda ] && echo CUDA || echo OpenCL)*") class
  for class in GpuSgemm GpuConv GpuWinograd GpuQueue SpecialValuesOnDevices ModelOnDevice; do tests+=(-method "*.${class}Tests.*"); done
  [ "$kind" = cuda ] && export OCL_ICD_VENDORS=/dev/null
  NETINSIGHT_TEST_EFFORT=${EFFORT:-0.1} "$bin/NetInsight.Tests" -noColor "${tests[@]}" 2>&1 \
    | tee "$out/tests.txt" | tail -n 40 || failed=1
  return "$failed"
}

case ${1:-} in
  pack) pack ;;
  run) run "${2:-cuda}" ;;
  *) sed -n '2,10s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac

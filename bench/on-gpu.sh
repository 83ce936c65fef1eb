#!/usr/bin/env bash
# Tests and measures NetInsight on a machine that has a GPU and no .NET.
#
#   bench/on-gpu.sh pack            here: publishes tests and benchmarks with their runtime into artifacts/on-gpu.tar.xz
#   bench/on-gpu.sh run [cuda]      there, in the repository's root: unpacks them, runs the GPU tests, then both benchmarks
#
# `run opencl` does the same through OpenCL; on PoCL it tries the script without a GPU.
set -euo pipefail
cd "$(dirname "$0")/.."
packed=artifacts/on-gpu.tar.xz

pack() {
  local folder=artifacts/on-gpu
  rm -rf "$folder"
  for project in tests/NetInsight.Tests bench/NetInsight.Benchmarks; do
    dotnet publish "$project" -c Release -r linux-x64 --self-contained -o "$folder" -v q --nologo
  done
  find "$folder" \( -name '*.pdb' -o -name '*.xml' \) -delete
  tar -C artifacts -c on-gpu | xz -T0 -3 > "$packed"
  ls -l "$packed"
}

run() {
  local kind=${1:-cuda} out=${OUT:-artifacts} models=${MODELS:-vgg16,resnet18}
  [ "$kind" = opencl ] && export POCL_EXTRA_BUILD_FLAGS=-D__generic=__global
  tar -C artifacts -xJf "$packed"
  local bin=artifacts/on-gpu
  local failed=0
  "$bin/NetInsight.Tests" -noColor -namespace 'NetInsight.Tests.Kernels.*' -class '*OnDevice*' -class '*IncrementalRunTests' 2>&1 | tee "$out/tests.txt" | tail -n 40 || failed=1
  "$bin/NetInsight.Benchmarks" versus --device "$kind" --models "$models" --batch 1 --batch 32 --rounds "${ROUNDS:-5}" | tee "$out/versus.txt"
  "$bin/NetInsight.Benchmarks" occlusion --device "$kind" --models "$models" --window 16 --window 32 --stride "${STRIDE:-8}" --rounds "${ROUNDS:-3}" | tee "$out/occlusion.txt"
  return "$failed"
}

case ${1:-} in
  pack) pack ;;
  run) run "${2:-cuda}" ;;
  *) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac

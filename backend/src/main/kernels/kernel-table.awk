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

function describe(line,    name, size, i, n, spaces, types, base_types, names) {
  name = line
  sub(/^[^@]*@/, "", name)
  sub(/\(.*/, "", name)
  print "kernel " name

  n = split(attached(line, "kernel_arg_addr_space"), spaces, /, /)
  split(attached(line, "kernel_arg_type"), types, /, /)
  split(attached(line, "kernel_arg_base_type"), base_types, /, /)
  split(attached(line, "kernel_arg_name"), names, /, /)
  for (i = 1; i <= n; i++) {
    print "arg " class(name, text(base_types[i]), spaces[i]) " " text(names[i]) " " text(types[i])
  }

  size = attached(line, "reqd_work_group_size")
  if (size != "") {
    gsub(/i32 |,/, "", size)
    print "local-size " size
  }
}

# The contents of the metadata node that is attached to a function under this name.
function attached(line, name,    node) {
  if (!match(line, "!" name " ![0-9]+")) return ""
  node = substr(line, RSTART, RLENGTH)
  sub(/.* /, "", node)
  return metadata[node]
}

function class(kernel, type, space) {
  if (type ~ /\*$/) return space == "i32 3" ? "local" : "global"
  if (type ~ /^u?(char|short|int)$/) return "i32"
  if (type ~ /^u?long$/) return "i64"
  if (type == "float") return "f32"
  if (type == "double") return "f64"
  print "kernel " kernel ": arguments of type " type " cannot be passed" > "/dev/stderr"
  exit 1
}

function text(quoted) {
  gsub(/^!"|"$/, "", quoted)
  return quoted
}

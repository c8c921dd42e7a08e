# Run by the build of weir_workspace under a lock: unpacks the packages, compiles them, and puts library and header into
# the cache as the last step, so that they are there whole or not at all. Another build may have done so meanwhile.
if(EXISTS ${BUILD}/libweir_grammars.a)
  return()
endif()
set(work ${BUILD}/work)
file(REMOVE_RECURSE ${work})
file(STRINGS ${SOURCE}/packages.txt rows REGEX "^[^#]")
foreach(row ${rows})
  string(REPLACE " " ";" row "${row}")
  list(GET row 1 file)
  list(GET row 3 folders)
  string(REPLACE "," "/*;package/" folders "package/${folders}/*")
  file(ARCHIVE_EXTRACT INPUT ${CACHE}/${file} DESTINATION ${work}/packages/${file} PATTERNS ${folders})
endforeach()

# A file of a stranger must not end weir. Two scanners keep their state in 1,024 bytes: one aborts when strings nest
# deeper than that, one writes a byte too many, or a length that its own assertion then refuses.
function(repair file before after)
  file(READ ${work}/packages/${file} text)
  string(FIND "${text}" "${before}" at)
  if(at EQUAL -1)
    message(FATAL_ERROR "${file} is not what cmake/grammars/build.cmake repairs: look at it again")
  endif()
  string(REPLACE "${before}" "${after}" text "${text}")
  file(WRITE ${work}/packages/${file} "${text}")
endfunction()
set(kotlin tree-sitter-kotlin-0.3.8.tgz/package/src/scanner.c)
repair(${kotlin} "SERIALIZATION_BUFFER_SIZE) abort()" "SERIALIZATION_BUFFER_SIZE) return")
repair(${kotlin} "if (stack->size == 0) abort()" "if (stack->size == 0) return 0")
repair(tree-sitter-ruby-0.23.1.tgz/package/src/scanner.c "if (size + 2 + heredoc->word.size >="
       "if (heredoc->word.size > 255 || size + 4 + heredoc->word.size >=")

set(launchers "")
if(CCACHE)
  set(launchers -DCMAKE_C_COMPILER_LAUNCHER=${CCACHE})
endif()
execute_process(
  COMMAND ${CMAKE_COMMAND} -G ${GENERATOR} -S ${SOURCE} -B ${work}/build -DCMAKE_BUILD_TYPE=Release -DCMAKE_C_COMPILER=${CC}
          -DCMAKE_MAKE_PROGRAM=${MAKE} -DPACKAGES=${work}/packages -DLIST=${SOURCE}/packages.txt
          -DCMAKE_INSTALL_PREFIX=${work}/out ${launchers}
  COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} --build ${work}/build --parallel ${JOBS} COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} --install ${work}/build COMMAND_ERROR_IS_FATAL ANY)
file(REMOVE_RECURSE ${BUILD}/include)
file(RENAME ${work}/out/include ${BUILD}/include)
file(RENAME ${work}/out/libweir_grammars.a ${BUILD}/libweir_grammars.a)
file(REMOVE_RECURSE ${work})

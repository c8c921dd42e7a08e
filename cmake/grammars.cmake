# tree-sitter and its grammars for src/workspace/syntax: C of npm packages, pinned in cmake/grammars/packages.txt, kept
# in the user's cache and compiled there once per list and compiler (about 40 CPU seconds), so that presets, fresh
# clones and rebuilds share one library. The network is asked only for a package that is missing.
if(DEFINED ENV{WEIR_CACHE})
  set(GRAMMARS_CACHE_DEFAULT $ENV{WEIR_CACHE}/grammars)
elseif(DEFINED ENV{XDG_CACHE_HOME})
  set(GRAMMARS_CACHE_DEFAULT $ENV{XDG_CACHE_HOME}/weir/grammars)
else()
  set(GRAMMARS_CACHE_DEFAULT $ENV{HOME}/.cache/weir/grammars)
endif()
set(WEIR_GRAMMARS_CACHE ${GRAMMARS_CACHE_DEFAULT} CACHE PATH "packages and compiled library of tree-sitter")

function(grammar_package spec file sha512)
  set(path ${WEIR_GRAMMARS_CACHE}/${file})
  if(NOT EXISTS ${path})
    find_program(NPM npm)
    if(NOT NPM)
      message(FATAL_ERROR "npm is needed once to fetch ${spec}: install it, or put ${file} into ${WEIR_GRAMMARS_CACHE}")
    endif()
    message(STATUS "grammars: fetching ${spec}")
    execute_process(COMMAND ${NPM} pack --silent --ignore-scripts --pack-destination ${WEIR_GRAMMARS_CACHE} ${spec}
                    OUTPUT_QUIET RESULT_VARIABLE failed)
    if(failed)
      message(FATAL_ERROR "npm could not fetch ${spec} (exit ${failed}): check the network, or put ${file} into "
                          "${WEIR_GRAMMARS_CACHE}")
    endif()
  endif()
  file(SHA512 ${path} got)
  if(NOT got STREQUAL sha512)
    message(FATAL_ERROR "${path} is not the pinned ${spec} (sha512 ${got}): remove it and configure again")
  endif()
endfunction()

# The library's name says what it was made from; a change of any makes another.
set(GRAMMARS_RECIPE ${CMAKE_SOURCE_DIR}/cmake/grammars)
set(key "${CMAKE_C_COMPILER_ID} ${CMAKE_C_COMPILER_VERSION} ${CMAKE_SYSTEM_PROCESSOR}")
foreach(part packages.txt CMakeLists.txt build.cmake)
  file(SHA256 ${GRAMMARS_RECIPE}/${part} hash)
  string(APPEND key " ${hash}")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${GRAMMARS_RECIPE}/${part})
endforeach()
string(SHA256 key "${key}")
string(SUBSTRING ${key} 0 12 key)
set(GRAMMARS_BUILD ${WEIR_GRAMMARS_CACHE}/build-${key})
set(GRAMMARS_LIBRARY ${GRAMMARS_BUILD}/libweir_grammars.a)

if(NOT EXISTS ${GRAMMARS_LIBRARY})
  file(MAKE_DIRECTORY ${GRAMMARS_BUILD})
  file(LOCK ${WEIR_GRAMMARS_CACHE}/.lock GUARD FILE TIMEOUT 600)
  file(STRINGS ${GRAMMARS_RECIPE}/packages.txt rows REGEX "^[^#]")
  foreach(row ${rows})
    string(REPLACE " " ";" row "${row}")
    list(GET row 0 spec)
    list(GET row 1 file)
    list(GET row 2 sha512)
    grammar_package(${spec} ${file} ${sha512})
  endforeach()
  file(LOCK ${WEIR_GRAMMARS_CACHE}/.lock RELEASE)
endif()

find_program(FLOCK flock REQUIRED)  # two presets built at once share one cache
include(ProcessorCount)
ProcessorCount(GRAMMARS_JOBS)
add_custom_command(
  OUTPUT ${GRAMMARS_LIBRARY}
  COMMAND ${CMAKE_COMMAND} -E make_directory ${GRAMMARS_BUILD}
  COMMAND ${FLOCK} ${GRAMMARS_BUILD}/.lock ${CMAKE_COMMAND}
          -DSOURCE=${GRAMMARS_RECIPE} -DBUILD=${GRAMMARS_BUILD} -DCACHE=${WEIR_GRAMMARS_CACHE} -DJOBS=${GRAMMARS_JOBS}
          -DCC=${CMAKE_C_COMPILER} -DMAKE=${CMAKE_MAKE_PROGRAM} -DCCACHE=${CCACHE} -DGENERATOR=${CMAKE_GENERATOR}
          -P ${GRAMMARS_RECIPE}/build.cmake
  COMMENT "tree-sitter grammars (once per machine: under a minute)" USES_TERMINAL VERBATIM)
add_custom_target(grammars_built DEPENDS ${GRAMMARS_LIBRARY})
add_library(weir_grammars INTERFACE)
add_dependencies(weir_grammars grammars_built)
target_include_directories(weir_grammars SYSTEM INTERFACE ${GRAMMARS_BUILD}/include)
target_link_libraries(weir_grammars INTERFACE ${GRAMMARS_LIBRARY})
target_link_libraries(weir_workspace PRIVATE weir_grammars)
add_dependencies(weir_workspace grammars_built)

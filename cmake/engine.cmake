# weir-engine: our code in src/engine linked to llama.cpp. Three layers, each made once and kept in the user's cache,
# so that presets, fresh clones and rebuilds share them:
#   1. two npm packages of one release, by name and sha512: the source tree, and prebuilt CPU libraries
#   2. mtmd and server-context, compiled from that tree (cmake/engine/): about 210 CPU seconds, once
#   3. src/engine, with our flags
# Both halves must be the same release: llama-common is a C++ ABI.
set(ENGINE_VERSION 3.22.1)  # llama.cpp v0.5.0
set(ENGINE_SHA512_SOURCE
  6e5b488a9b9699cd76dc7eed30880318a4ac4ab866865418795502e3c5d38d55bb5c624988927209d95333343f2e25a83e4183a5c2f816f883a60c3ba9f4e20f)
set(ENGINE_SHA512_BINARY
  e6e0820cda9608d7da026f1a47f533c5ba381c1a4a80d17dd640873dea4a86032057638099ab6879f6ce94c8a1b2a0a21f639ddf913f7941d00856df44126e3a)
if(DEFINED ENV{WEIR_CACHE})
  set(ENGINE_CACHE_DEFAULT $ENV{WEIR_CACHE}/engine)
elseif(DEFINED ENV{XDG_CACHE_HOME})
  set(ENGINE_CACHE_DEFAULT $ENV{XDG_CACHE_HOME}/weir/engine)
else()
  set(ENGINE_CACHE_DEFAULT $ENV{HOME}/.cache/weir/engine)
endif()
set(WEIR_ENGINE_CACHE ${ENGINE_CACHE_DEFAULT} CACHE PATH "packages, tree and compiled part of llama.cpp")
set(WEIR_ENGINE_LIBDIR "" CACHE STRING "where an installed weir-engine finds llama.cpp's libraries, e.g. $ORIGIN/../lib/weir; empty: the cache")

if(NOT CMAKE_SYSTEM_NAME STREQUAL "Linux" OR NOT CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
  message(FATAL_ERROR "weir-engine is built for Linux on x86_64 only so far: configure with -DWEIR_ENGINE=OFF and use a "
                      "server such as Ollama or llama-server for local models")
endif()

# --- 1. packages
function(engine_package spec file sha512)
  set(path ${WEIR_ENGINE_CACHE}/${file})
  if(NOT EXISTS ${path})
    find_program(NPM npm)
    if(NOT NPM)
      message(FATAL_ERROR "npm is needed once to fetch ${spec}: install it, or put ${file} into ${WEIR_ENGINE_CACHE}, or "
                          "configure with -DWEIR_ENGINE=OFF")
    endif()
    message(STATUS "engine: fetching ${spec}")
    execute_process(COMMAND ${NPM} pack --silent --ignore-scripts --pack-destination ${WEIR_ENGINE_CACHE} ${spec}
                    OUTPUT_QUIET RESULT_VARIABLE failed)
    if(failed)
      message(FATAL_ERROR "npm could not fetch ${spec} (exit ${failed}): check the network, or put ${file} into "
                          "${WEIR_ENGINE_CACHE}, or configure with -DWEIR_ENGINE=OFF")
    endif()
  endif()
  file(SHA512 ${path} got)
  if(NOT got STREQUAL sha512)
    message(FATAL_ERROR "${path} is not the pinned ${spec} (sha512 ${got}): remove it and configure again")
  endif()
endfunction()

# The tree appears whole or not at all: it is unpacked beside its place and renamed.
function(engine_unpack)
  set(new ${ENGINE_TREE}.new)
  file(REMOVE_RECURSE ${new})
  engine_package(node-llama-cpp@${ENGINE_VERSION} node-llama-cpp-${ENGINE_VERSION}.tgz ${ENGINE_SHA512_SOURCE})
  engine_package(@node-llama-cpp/linux-x64@${ENGINE_VERSION} node-llama-cpp-linux-x64-${ENGINE_VERSION}.tgz
                 ${ENGINE_SHA512_BINARY})
  find_program(GIT git REQUIRED)
  message(STATUS "engine: unpacking llama.cpp into ${ENGINE_TREE}")
  file(ARCHIVE_EXTRACT INPUT ${WEIR_ENGINE_CACHE}/node-llama-cpp-${ENGINE_VERSION}.tgz DESTINATION ${new}/source
       PATTERNS package/llama/gitRelease.bundle)
  file(ARCHIVE_EXTRACT INPUT ${WEIR_ENGINE_CACHE}/node-llama-cpp-linux-x64-${ENGINE_VERSION}.tgz DESTINATION ${new})
  file(RENAME ${new}/package/bins/linux-x64 ${new}/lib)
  execute_process(COMMAND ${GIT} -c advice.detachedHead=false clone -q ${new}/source/package/llama/gitRelease.bundle
                          ${new}/llama.cpp COMMAND_ERROR_IS_FATAL ANY)
  file(REMOVE_RECURSE ${new}/source ${new}/package ${new}/llama.cpp/.git)
  file(RENAME ${new} ${ENGINE_TREE})
endfunction()

set(ENGINE_TREE ${WEIR_ENGINE_CACHE}/${ENGINE_VERSION})
set(ENGINE_LIBS ${ENGINE_TREE}/lib)
set(LLAMA ${ENGINE_TREE}/llama.cpp)
if(NOT EXISTS ${LLAMA}/include/llama.h OR NOT EXISTS ${ENGINE_LIBS})
  file(MAKE_DIRECTORY ${WEIR_ENGINE_CACHE})
  file(LOCK ${WEIR_ENGINE_CACHE}/.lock GUARD FILE TIMEOUT 600)
  if(NOT EXISTS ${LLAMA}/include/llama.h)
    engine_unpack()
  endif()
  file(LOCK ${WEIR_ENGINE_CACHE}/.lock RELEASE)
endif()

# --- 2. the compiled part, in the cache. Its name says what it was made from; a change of any makes another.
file(SHA256 ${CMAKE_SOURCE_DIR}/cmake/engine/CMakeLists.txt recipe)
string(SHA256 key "${ENGINE_SHA512_SOURCE} ${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION} ${recipe}")
string(SUBSTRING ${key} 0 12 key)
set(ENGINE_BUILD ${WEIR_ENGINE_CACHE}/build-${ENGINE_VERSION}-${key})
set(ENGINE_SERVER ${ENGINE_BUILD}/libengine_server.a)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/cmake/engine/CMakeLists.txt)
find_program(FLOCK flock REQUIRED)  # two presets built at once share one cache
include(ProcessorCount)
ProcessorCount(ENGINE_JOBS)
add_custom_command(
  OUTPUT ${ENGINE_SERVER}
  COMMAND ${CMAKE_COMMAND} -E make_directory ${ENGINE_BUILD}
  COMMAND ${FLOCK} ${ENGINE_BUILD}/.lock ${CMAKE_COMMAND}
          -DSOURCE=${CMAKE_SOURCE_DIR}/cmake/engine -DBUILD=${ENGINE_BUILD} -DLLAMA=${LLAMA} -DJOBS=${ENGINE_JOBS}
          -DCC=${CMAKE_C_COMPILER} -DCXX=${CMAKE_CXX_COMPILER} -DMAKE=${CMAKE_MAKE_PROGRAM} -DCCACHE=${CCACHE}
          -DGENERATOR=${CMAKE_GENERATOR} -P ${CMAKE_SOURCE_DIR}/cmake/engine/build.cmake
  COMMENT "llama.cpp's server-context (once per machine: some minutes)" USES_TERMINAL VERBATIM)
add_custom_target(engine_server_built DEPENDS ${ENGINE_SERVER})

# --- the libraries as targets (their SONAME is their file name: no lib*.so links)
function(engine_library name file)
  add_library(${name} SHARED IMPORTED)
  set_target_properties(${name} PROPERTIES IMPORTED_LOCATION ${ENGINE_LIBS}/${file})
endfunction()
engine_library(engine_ggml_base libggml-base.so)
engine_library(engine_ggml libggml.v0.5.0.so)
engine_library(engine_llama libllama.v0.5.0.so)
engine_library(engine_llama_common libllama-common.so)
add_library(engine_llama_cpp INTERFACE)
add_dependencies(engine_llama_cpp engine_server_built)
target_include_directories(engine_llama_cpp SYSTEM INTERFACE
  ${LLAMA}/include ${LLAMA}/ggml/include ${LLAMA}/common ${LLAMA}/vendor ${LLAMA} ${LLAMA}/tools/server
  ${LLAMA}/tools/mtmd)
target_compile_definitions(engine_llama_cpp INTERFACE LLAMA_SUBPROCESS)
target_link_libraries(engine_llama_cpp INTERFACE
  ${ENGINE_SERVER} engine_llama_common engine_llama engine_ggml engine_ggml_base Threads::Threads)

# --- 3. weir-engine
file(GLOB_RECURSE engine_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/engine/*.cpp)
list(FILTER engine_sources EXCLUDE REGEX "_test\\.cpp$")
list(REMOVE_ITEM engine_sources ${CMAKE_SOURCE_DIR}/src/engine/main.cpp)
add_library(weir_engine STATIC ${engine_sources})  # apart from main(), for its unit tests
target_link_libraries(weir_engine PUBLIC weir_flags engine_llama_cpp)
add_executable(weir-engine ${CMAKE_SOURCE_DIR}/src/engine/main.cpp)
target_link_libraries(weir-engine PRIVATE weir_engine)
set_target_properties(weir-engine PROPERTIES BUILD_RPATH ${ENGINE_LIBS}
  INSTALL_RPATH "$<IF:$<BOOL:${WEIR_ENGINE_LIBDIR}>,${WEIR_ENGINE_LIBDIR},${ENGINE_LIBS}>")
install(TARGETS weir-engine RUNTIME DESTINATION bin)
if(WEIR_ENGINE_LIBDIR)
  install(DIRECTORY ${ENGINE_LIBS}/ DESTINATION lib/weir)
endif()

# Run by the build of weir-engine under a lock: configures and builds cmake/engine into the cache, unless another build
# has done so while we waited.
if(EXISTS ${BUILD}/libengine_server.a)
  return()
endif()
set(launchers "")
if(CCACHE)
  set(launchers -DCMAKE_C_COMPILER_LAUNCHER=${CCACHE} -DCMAKE_CXX_COMPILER_LAUNCHER=${CCACHE})
endif()
execute_process(
  COMMAND ${CMAKE_COMMAND} -G ${GENERATOR} -S ${SOURCE} -B ${BUILD}/work -DCMAKE_BUILD_TYPE=Release
          -DCMAKE_C_COMPILER=${CC} -DCMAKE_CXX_COMPILER=${CXX} -DCMAKE_MAKE_PROGRAM=${MAKE} -DLLAMA=${LLAMA} ${launchers}
  COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} --build ${BUILD}/work --parallel ${JOBS} COMMAND_ERROR_IS_FATAL ANY)
file(RENAME ${BUILD}/work/libengine_server.a ${BUILD}/libengine_server.a)
file(REMOVE_RECURSE ${BUILD}/work)

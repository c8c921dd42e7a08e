# Benchmarks in C++: each folder bench/NAME with sources is one executable bench_NAME, built only when asked for
# (bench/NAME.sh does). A folder that needs more says so in a CMakeLists.txt of its own.
file(GLOB bench_folders CONFIGURE_DEPENDS LIST_DIRECTORIES true ${CMAKE_SOURCE_DIR}/bench/*)
foreach(folder ${bench_folders})
  get_filename_component(name ${folder} NAME)
  file(GLOB sources CONFIGURE_DEPENDS ${folder}/*.cpp)
  if(EXISTS ${folder}/CMakeLists.txt)
    add_subdirectory(${folder} ${CMAKE_BINARY_DIR}/bench/${name} EXCLUDE_FROM_ALL)
  elseif(sources)
    add_executable(bench_${name} EXCLUDE_FROM_ALL ${sources})
    target_link_libraries(bench_${name} PRIVATE weir_all)
    target_include_directories(bench_${name} PRIVATE ${CMAKE_SOURCE_DIR})
  endif()
endforeach()

# Unit tests stand beside the code as *_test.cpp: one executable and one ctest label per folder. The rest of tests/
# adds itself by tests/*/CMakeLists.txt.
find_package(GTest REQUIRED)
foreach(folder ${WEIR_FOLDERS})
  file(GLOB_RECURSE tests CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${folder}/*_test.cpp)
  if(tests)
    add_executable(${folder}_test ${tests})
    target_link_libraries(${folder}_test PRIVATE weir_${folder} GTest::gmock GTest::gtest_main)
    target_compile_options(${folder}_test PRIVATE -Wno-missing-declarations -Wno-null-dereference)
    add_test(NAME ${folder} COMMAND ${folder}_test)
    set_tests_properties(${folder} PROPERTIES LABELS "unit;${folder}" TIMEOUT 300
      ENVIRONMENT "WEIR_SOURCE=${CMAKE_SOURCE_DIR}")
  endif()
endforeach()
file(GLOB suites CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/*/CMakeLists.txt)
foreach(suite ${suites})
  get_filename_component(dir ${suite} DIRECTORY)
  add_subdirectory(${dir})
endforeach()

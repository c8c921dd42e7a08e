# Fuzzers stand in fuzz/NAME_fuzz.cpp and link what the folders offer.
file(GLOB fuzzers CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/fuzz/*_fuzz.cpp)
foreach(source ${fuzzers})
  get_filename_component(name ${source} NAME_WE)
  add_executable(${name} ${source})
  target_link_libraries(${name} PRIVATE weir_all)
  target_compile_options(${name} PRIVATE -fsanitize=fuzzer -Wno-missing-declarations)
  target_link_options(${name} PRIVATE -fsanitize=fuzzer)
endforeach()

// What the leak checker of the address sanitizer is to pass over. When an actor
// system ends while a link is being made, CAF 0.17.6 now and then leaves its own
// BASP broker and that broker's helper behind, each holding the other. What our
// code allocates is still checked.
extern "C" const char* __lsan_default_suppressions();  // NOLINT(*-reserved-identifier)
extern "C" const char* __lsan_default_suppressions() { // NOLINT(*-reserved-identifier)
  return "leak:libcaf_io.so\nleak:libcaf_core.so\n";
}

// Imported before anything else: the SDK asks for this once, when it is loaded. Turning an Output into text by accident
// is then an error with the stack of the place.
process.env["PULUMI_ERROR_OUTPUT_STRING"] = "true";

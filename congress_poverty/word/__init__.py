"""Papers in Word: ``layout`` draws the templates, ``fill`` puts a document's words into one."""

/* On every page: when a form came back with errors, start reading at the list of what is wrong. */

document.querySelector(".dt-summary")?.focus();

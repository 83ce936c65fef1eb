// Counts the pictures that really loaded and says so in an attribute of the body, for whoever checks the page by machine.
window.addEventListener("load", () => {
  const pictures = [...document.images];
  const loaded = pictures.filter(picture => picture.complete && picture.naturalWidth > 0).length;
  document.body.dataset.pictures = `${loaded} of ${pictures.length} loaded`;
});

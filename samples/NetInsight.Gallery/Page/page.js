// Counts the images that really loaded and says so in an attribute of the body, for whoever checks the page by machine.
window.addEventListener("load", () => {
  const images = [...document.images];
  const loaded = images.filter(image => image.complete && image.naturalWidth > 0).length;
  document.body.dataset.images = `${loaded} of ${images.length} loaded`;
});

"use strict";

const place = document.getElementById("redoc");
Redoc.init(place.dataset.url, { disableSearch: true, hideDownloadButton: false }, place);

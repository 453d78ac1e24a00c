package io.steadygrad.testkit;

import java.util.stream.Stream;

/** Every method of the catalogue is examined by being in it. */
class CatalogueContractTest extends MethodContract {
    @Override
    protected Stream<String> expressions() {
        return Examples.ofCatalogue();
    }
}

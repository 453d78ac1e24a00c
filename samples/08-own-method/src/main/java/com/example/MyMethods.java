package com.example;

import io.steadygrad.expression.MethodProvider;
import io.steadygrad.method.Method;
import java.util.List;

/** Named in {@code META-INF/services/io.steadygrad.expression.MethodProvider}. */
public final class MyMethods implements MethodProvider {
    @Override
    public List<Class<? extends Method>> methods() {
        return List.of(MeanClip.class);
    }
}
